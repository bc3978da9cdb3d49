import { createPublicKey, randomBytes, verify } from 'node:crypto';
import type { Clock } from '@/common/clock';
import type { DesiredState } from '@/common/domain/desired-state';
import { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import { nodeIdOf } from '@/common/node/node-id';
import type { Report } from '@/common/protocol/report';
import { type SessionProof, sessionTranscript } from '@/common/protocol/session';
import { PROTOCOL, PROTOCOL_MIN, speaks } from '@/common/protocol/version';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import type { SampleStore } from '../metrics/sample-store';
import type { NodeStore } from '../nodes/node-store';
import type { AgentConnection } from './agent-connection';
import type { Committer } from './committer';
import { storableJson } from './node-facts';
import { openSession } from './session-store';
import { createSlotTable, type SlotTable } from './slot-table';
import { noVitals } from './vitals';

export interface AgentSessionsDeps {
  readonly database: Database;
  readonly nodes: NodeStore;
  readonly samples: SampleStore;
  readonly committer: Committer;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
}

export type AgentSessions = ReturnType<typeof createAgentSessions>;

/** Epochs of which one connection may send: the running one, and those left over from before. */
const EPOCHS_MAX = 64;

/** The server's half of the link: proves who an agent is and takes in what it reports. */
export function createAgentSessions(deps: AgentSessionsDeps) {
  return { connect: (): AgentConnection => createConnection(deps) };
}

function createConnection(deps: AgentSessionsDeps): AgentConnection {
  const nonce = new Uint8Array(randomBytes(32));
  const tables = new Map<string, SlotTable>();
  let nodeId = '';
  let currentEpoch = '';

  function tableOf(epoch: string): SlotTable {
    const known = tables.get(epoch);
    if (known !== undefined) return known;
    if (tables.size >= EPOCHS_MAX)
      throw new AppError('BUSY', 'Too many epochs on one connection; open another.');
    const table = createSlotTable();
    tables.set(epoch, table);
    return table;
  }

  return {
    challenge: () => ({ protocol: PROTOCOL, nonce, serverTimeMs: deps.clock.wallMs() }),

    async open(proof) {
      checkProof(proof, nonce);
      const opened = await openSession(deps, nodeIdOf(proof.publicKey), proof);
      nodeId = opened.nodeId;
      currentEpoch = proof.epoch;
      deps.log.info('session opened', { nodeId, agentVersion: proof.agentVersion });
      deps.bus.publish({ kind: 'node', nodeId });
      return opened;
    },

    async announce({ epoch, series }) {
      const descriptions = series.map(({ slot: _slot, ...description }) => description);
      const ids = await deps.samples.resolve(deps.database, nodeId, descriptions);
      tableOf(epoch).announce(series, ids);
    },

    async report(received) {
      const report = { ...received, facts: received.facts.map(storableFacts) };
      const vitals = noVitals();
      const table = tableOf(report.epoch);
      const frames = report.frames.map((frame) => table.translate(frame, vitals));
      const append = deps.samples.prepare(frames);
      const isCurrentEpoch = report.epoch === currentEpoch;
      await deps.committer.commit({ nodeId, report, isCurrentEpoch, append, vitals });
      return { epoch: report.epoch, sequence: report.sequence };
    },

    desired: (signal) => desiredOf(deps, nodeId, signal),
  };
}

async function* desiredOf(
  { nodes, bus }: AgentSessionsDeps,
  nodeId: string,
  signal: AbortSignal,
): AsyncIterable<DesiredState> {
  using edits = bus.follow('desired', signal);
  const first = await nodes.desired(nodeId);
  if (first !== undefined) yield first;
  for await (const events of edits) {
    if (!events.some((event) => event.nodeId === nodeId)) continue;
    const desired = await nodes.desired(nodeId);
    if (desired !== undefined) yield desired;
  }
}

/** DER of SubjectPublicKeyInfo for Ed25519 before the 32 bytes of the key, RFC 8410 §4. */
const ED25519_SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

function checkProof(proof: SessionProof, serverNonce: Uint8Array): void {
  if (!speaks(proof.protocol)) {
    throw new AppError(
      'INVALID',
      `This server speaks protocol ${PROTOCOL_MIN} to ${PROTOCOL}, the agent ${proof.protocol}: ` +
        `install the agent that comes with the server (agent ${proof.agentVersion}).`,
    );
  }
  const key = createPublicKey({
    key: Buffer.concat([ED25519_SPKI_HEAD, proof.publicKey]),
    format: 'der',
    type: 'spki',
  });
  const transcript = sessionTranscript(serverNonce, proof.nonce, proof.epoch);
  if (!verify(null, transcript, key, proof.signature)) {
    throw new AppError('UNAUTHENTICATED', 'The signature does not match the key.');
  }
}

function storableFacts({ collector, json }: Facts): Facts {
  if (json === '') return { collector, json };
  const stored = storableJson(json);
  if (stored !== undefined) return { collector, json: stored };
  throw new AppError('INVALID', `The facts of ${collector} are not JSON.`);
}

type Facts = Report['facts'][number];
