import { randomUUID } from 'node:crypto';
import type { Clock } from '@/common/clock';
import type { DesiredState } from '@/common/domain/desired-state';
import { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Report } from '@/common/protocol/report';
import type { AuditService } from '../audit/audit-service';
import type { Database } from '../db/database';
import type { NodeAdmitter } from '../enrolment/admit-node';
import type { ServerIdentity } from '../identity/server-identity';
import type { Bus } from '../live/bus';
import type { SampleStore } from '../metrics/sample-store';
import type { NodeStore } from '../nodes/node-store';
import type { QuestionDoor } from '../questions/question-service';
import type { TimelineStore } from '../timeline/timeline-store';
import type { AgentZones } from '../zones/agent-zones';
import { type AgentClock, createAgentClock } from './agent-clock';
import type { AgentConnection } from './agent-connection';
import type { AgentPeer } from './agent-peer';
import { createAgentProofs } from './agent-proofs';
import { knownSkewMs, tellSkew } from './clock-skew';
import type { Committer } from './committer';
import { createEnrolmentTurns } from './enrolment-turns';
import { createHandshakeQueue, type HandshakeQueue } from './handshake-queue';
import { createLiveSessions } from './live-sessions';
import { storableJson } from './node-facts';
import { NotAdmittedError } from './report-writer';
import { createSessionOpener } from './session-opener';
import { standingOf } from './session-standing';
import { createSlotTable, type SlotTable } from './slot-table';
import { createTick, type Tick } from './tick';
import { createUnproven, type Unproven } from './unproven';
import { noVitals } from './vitals';

export interface AgentSessionsDeps {
  readonly database: Database;
  readonly identity: ServerIdentity;
  readonly admitter: NodeAdmitter;
  readonly audit: AuditService;
  readonly entries: TimelineStore;
  readonly nodes: NodeStore;
  readonly questions: QuestionDoor;
  readonly zones: AgentZones;
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
  const tick = createTick(deps.clock);
  const { database } = deps;
  const standing = (ids: readonly string[]) => standingOf(database, ids);
  const live = createLiveSessions({ ...deps, standing });
  const unproven = createUnproven(deps.clock);
  const opener = createSessionOpener({ ...deps, tick, live });
  const queue = createHandshakeQueue(deps.clock);
  const enrolments = createEnrolmentTurns(deps.admitter);
  const parts = { ...deps, tick, live, unproven, opener, queue };
  return {
    connect: (peer: AgentPeer): AgentConnection =>
      createConnection({ ...parts, admitter: enrolments.forConnection() }, peer),
    stop: () => live.stop(),
  };
}

interface Parts extends AgentSessionsDeps {
  readonly tick: Tick;
  readonly live: ReturnType<typeof createLiveSessions>;
  readonly unproven: Unproven;
  readonly opener: ReturnType<typeof createSessionOpener>;
  readonly queue: HandshakeQueue;
}

function createConnection(deps: Parts, peer: AgentPeer): AgentConnection {
  const { opener, live, tick } = deps;
  const sessionId = randomUUID();
  const startedMs = tick.next();
  const waiting = deps.unproven.enter(peer);
  const proofs = createAgentProofs(deps.identity, peer, waiting.spoke);
  let nodeId = '';
  let currentEpoch = '';
  let agentClock = createAgentClock(deps.clock, 0);
  let isAsked = false;
  let isOver = false;

  function close(reason: string): void {
    isOver = true;
    peer.close(reason);
  }

  /** Of a session that was ended here nothing is taken, whatever the socket still brings. */
  function member(): string {
    if (nodeId !== '' && !isOver) return nodeId;
    throw new AppError('BUSY', 'This session is over; open another.');
  }

  return {
    challenge: (request) => proofs.challenge(request, deps.clock.wallMs()),

    enrol: (request) =>
      deps.admitter.admit(request, peer.address, (key) => proofs.checkEnrolment(request, key)),

    async open(proof) {
      proofs.checkSession(proof);
      deps.queue.enter();
      if (isAsked) throw new AppError('FORBIDDEN', 'A connection has one session.');
      isAsked = true;
      const place = { sessionId, address: peer.address, startedMs, close };
      const beforeMs = await knownSkewMs(deps, proof.publicKey);
      const opened = await opener.open(proof, place);
      nodeId = opened.nodeId; // First, so that `end` finds it whatever fails below.
      await tellSkew(deps, opened.nodeId, { beforeMs, nowMs: proof.clockSkewMs });
      agentClock = createAgentClock(deps.clock, proof.clockSkewMs);
      waiting.leave();
      currentEpoch = proof.epoch;
      if (isOver) live.remove({ nodeId, sessionId });
      return opened;
    },

    confirm: (ticket) => opener.confirm(member(), ticket),

    async changeKey(proof) {
      proofs.checkNewKey(proof, await opener.publicKeyOf(member()));
      await opener.changeKey(member(), proof);
    },

    ...createIntake(deps, {
      member,
      epoch: () => currentEpoch,
      agentClock: () => agentClock,
      close,
    }),

    desired: (signal) => desiredOf(deps, member(), signal),

    end() {
      isOver = true;
      waiting.leave();
      if (nodeId !== '') live.remove({ nodeId, sessionId });
    },
  };
}

interface SessionState {
  member(): string;
  /** The run of the agent that holds the session. */
  epoch(): string;
  agentClock(): AgentClock;
  close(reason: string): void;
}

/** What an agent that was let in may send, and what it is asked. */
function createIntake(
  deps: AgentSessionsDeps,
  { member, epoch, agentClock, close }: SessionState,
): Pick<
  AgentConnection,
  'announce' | 'report' | 'zones' | 'confirmZones' | 'questions' | 'answer'
> {
  const tables = new Map<string, SlotTable>();

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
    zones: (self, signal) => deps.zones.follow(member(), self, signal),
    confirmZones: (taken) => deps.zones.confirm(member(), taken),
    questions: (signal) => deps.questions.follow(member(), signal),
    answer: (answer) => deps.questions.answer(member(), answer),

    async announce({ epoch: run, series }) {
      const descriptions = series.map(({ slot: _slot, ...description }) => description);
      const ids = await deps.samples.resolve(deps.database, member(), descriptions);
      tableOf(run).announce(series, ids);
    },

    async report(received) {
      const nodeId = member();
      const storable = { ...received, facts: received.facts.map(storableFacts) };
      const report = agentClock().redated(storable);
      const vitals = noVitals();
      const table = tableOf(report.epoch);
      const frames = report.frames.map((frame) => table.translate(frame, vitals));
      const append = deps.samples.prepare(frames);
      const checked = { nodeId, report, currentEpoch: epoch(), append, vitals };
      await deps.committer.commit(checked).catch((error: unknown) => {
        if (error instanceof NotAdmittedError) close(error.message);
        throw error;
      });
      return { epoch: report.epoch, sequence: report.sequence };
    },
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

function storableFacts({ collector, json }: Facts): Facts {
  if (json === '') return { collector, json };
  const stored = storableJson(json);
  if (stored !== undefined) return { collector, json: stored };
  throw new AppError('INVALID', `The facts of ${collector} are not JSON.`);
}

type Facts = Report['facts'][number];
