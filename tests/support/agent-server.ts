import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type DesiredState, NO_DESIRED_STATE } from '@/common/domain/desired-state';
import type { AgentEvent } from '@/common/domain/timeline';
import { AppError } from '@/common/errors';
import { nodeIdOf } from '@/common/node/node-id';
import type { Announcement, Report } from '@/common/protocol/report';
import { eachSample } from '@/common/protocol/sample-frame';
import {
  type ReceivedRange,
  type SessionProof,
  sessionTranscript,
} from '@/common/protocol/session';
import { PROTOCOL } from '@/common/protocol/version';
import { wire } from '@/common/protocol/wire';
import type { AgentConnection } from '@/server/ingest/agent-connection';
import { agentRouter } from '@/server/ingest/agent-router';
import { createAgentContext } from '@/server/ingest/agent-trpc';

export interface ReceivedSample {
  readonly epoch: string;
  readonly metric: string;
  readonly atMs: number;
  readonly value: number;
}

type Series = Announcement['series'][number];

/**
 * A server for agents with the real router and sockets, and a memory in place of the database.
 * It can refuse, be slow, forget to answer, and die.
 */
export class AgentServer {
  readonly enrolled = new Set<string>();
  /** In order of their commit. */
  readonly reports: Report[] = [];
  /** Of reports that were there already. */
  repeats = 0;
  sessions: SessionProof[] = [];
  protocol = PROTOCOL;
  /** Nonces are drawn anew for each connection, unless a test wants to see them replayed. */
  drawNonce: () => Uint8Array = () => new Uint8Array(randomBytes(32));
  /** Runs before a report is committed; what it throws is answered instead. */
  beforeCommit: (report: Report) => Promise<void> | void = () => undefined;
  /** Runs between commit and acknowledgement. */
  beforeAcknowledgement: (report: Report) => Promise<void> | void = () => undefined;
  /** What `open` tells of received reports; by default the truth. */
  tellReceived = true;
  readonly #keys = new Set<string>();
  readonly #series = new Map<string, Map<number, Series>>();
  readonly #watchers = new Set<() => void>();
  #desired = NO_DESIRED_STATE;
  #http: Server | undefined;
  #sockets: WebSocketServer | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get connectionCount(): number {
    return this.#sockets?.clients.size ?? 0;
  }

  get events(): AgentEvent[] {
    return this.reports.flatMap(({ events }) => events);
  }

  /** Everything that it was told, with the series' names; an unknown slot is a fault of the agent. */
  get samples(): ReceivedSample[] {
    const samples: ReceivedSample[] = [];
    for (const { epoch, frames } of this.reports) {
      for (const frame of frames) {
        eachSample(frame, (slot, value) => {
          const metric = this.#series.get(epoch)?.get(slot)?.metric;
          if (metric === undefined) throw new Error(`slot ${slot} of ${epoch} was not announced`);
          samples.push({ epoch, metric, atMs: frame.atMs, value });
        });
      }
    }
    return samples;
  }

  /** Listens; after `die`, on the same port as before. */
  async start(): Promise<void> {
    this.#http = createServer();
    this.#sockets = new WebSocketServer({ server: this.#http, path: '/agent' });
    applyWSSHandler({
      wss: this.#sockets,
      router: agentRouter,
      createContext: ({ res }) => createAgentContext(this.#connection(res)),
      experimental_encoder: wire,
    });
    this.#http.listen(this.#port, '127.0.0.1');
    await once(this.#http, 'listening');
    this.#port = (this.#http.address() as AddressInfo).port;
  }

  /** Cuts all connections and stops listening, as a killed process would. */
  async die(): Promise<void> {
    this.cut();
    this.#sockets?.close();
    this.#http?.closeAllConnections();
    await new Promise((resolve) => this.#http?.close(resolve) ?? resolve(undefined));
  }

  cut(): void {
    for (const socket of this.#sockets?.clients ?? []) socket.terminate();
  }

  setDesired(state: DesiredState): void {
    this.#desired = state;
    for (const tell of this.#watchers) tell();
  }

  #connection(socket: WebSocket): AgentConnection {
    const nonce = this.drawNonce();
    return {
      challenge: () => ({ protocol: this.protocol, nonce, serverTimeMs: Date.now() }),
      open: async (proof) => this.#open(nonce, proof),
      announce: async (announcement) => this.#announce(announcement),
      report: (report) => this.#commit(report, socket),
      desired: (signal) => this.#watch(signal),
    };
  }

  #open(nonce: Uint8Array, proof: SessionProof) {
    if (proof.protocol !== this.protocol) {
      throw new AppError(
        'INVALID',
        `This server speaks protocol ${this.protocol}, the agent ${proof.protocol}; update the agent.`,
      );
    }
    if (!isSigned(nonce, proof)) throw new AppError('UNAUTHENTICATED', 'The signature is wrong.');
    const nodeId = nodeIdOf(proof.publicKey);
    if (!this.enrolled.has(nodeId)) {
      throw new AppError('UNAUTHENTICATED', `This server does not know the node ${nodeId}.`);
    }
    this.sessions.push(proof);
    const received = this.tellReceived ? this.#received() : [];
    return { nodeId, serverTimeMs: Date.now(), received };
  }

  #received(): ReceivedRange[] {
    return this.reports.map(({ epoch, sequence }) => ({ epoch, first: sequence, last: sequence }));
  }

  #announce({ epoch, series }: Announcement): void {
    const known = this.#series.get(epoch) ?? new Map<number, Series>();
    this.#series.set(epoch, known);
    for (const one of series) known.set(one.slot, one);
  }

  async #commit(report: Report, socket: WebSocket) {
    const { epoch, sequence } = report;
    await this.beforeCommit(report);
    if (socket.readyState !== socket.OPEN) throw new AppError('BUSY', 'The socket is gone.');
    const key = `${epoch} ${sequence}`;
    if (this.#keys.has(key)) this.repeats += 1;
    else this.reports.push(report);
    this.#keys.add(key);
    await this.beforeAcknowledgement(report);
    return { epoch, sequence };
  }

  async *#watch(signal: AbortSignal): AsyncGenerator<DesiredState> {
    let changed = true;
    let wake = () => {};
    const tell = () => {
      changed = true;
      wake();
    };
    this.#watchers.add(tell);
    signal.addEventListener('abort', tell);
    try {
      while (!signal.aborted) {
        if (changed) {
          changed = false;
          yield this.#desired;
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.#watchers.delete(tell);
    }
  }
}

function isSigned(nonce: Uint8Array, proof: SessionProof): boolean {
  const x = Buffer.from(proof.publicKey).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, sessionTranscript(nonce, proof.nonce, proof.epoch), key, proof.signature);
}
