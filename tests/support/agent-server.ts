import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type DesiredState, NO_DESIRED_STATE } from '@/common/domain/desired-state';
import type { AgentEvent } from '@/common/domain/timeline';
import { AppError } from '@/common/errors';
import { fingerprintOf, isSignedBy, signerOfSeed } from '@/common/node/ed25519';
import { nodeIdOf } from '@/common/node/node-id';
import { systemClock } from '@/common/node/system-clock';
import type { Announcement, Report } from '@/common/protocol/report';
import { eachSample } from '@/common/protocol/sample-frame';
import {
  agentTranscript,
  type ReceivedRange,
  type SessionProof,
  serverTranscript,
} from '@/common/protocol/session';
import { makeTicket } from '@/common/protocol/ticket';
import type { SessionNonces } from '@/common/protocol/transcript';
import { PROTOCOL } from '@/common/protocol/version';
import { wire } from '@/common/protocol/wire';
import type { ZoneOrders, ZonesTaken } from '@/common/protocol/zone-orders';
import type { AgentConnection } from '@/server/ingest/agent-connection';
import { agentRouter } from '@/server/ingest/agent-router';
import { createAgentContext } from '@/server/ingest/agent-trpc';
import { QuestionDesk } from '@/server/questions/question-desk';

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
  /** Questions to whoever listens; there is one node only. */
  readonly desk = new QuestionDesk(systemClock);
  /** What each session is told of zones. */
  zoneOrders: ZoneOrders | undefined;
  /** What agents confirmed of them. */
  readonly zonesTaken: ZonesTaken[] = [];
  /** What `open` tells of received reports; by default the truth. */
  tellReceived = true;
  readonly #signer = signerOfSeed(new Uint8Array(randomBytes(32)));
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

  /** By which agents know that it is this server. */
  get fingerprint(): string {
    return fingerprintOf(this.#signer.publicKey);
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

  async *#tellZones(signal: AbortSignal): AsyncGenerator<ZoneOrders> {
    if (this.zoneOrders !== undefined) yield this.zoneOrders;
    if (!signal.aborted) await once(signal, 'abort');
  }

  #connection(socket: WebSocket): AgentConnection {
    const serverNonce = this.drawNonce();
    let nonces: SessionNonces | undefined;
    return {
      challenge: async (request) => {
        const agentNonce = request?.nonce ?? new Uint8Array();
        nonces = { agentNonce, serverNonce, binding: new Uint8Array() };
        return this.#challenge(nonces);
      },
      open: async (proof) => this.#open(nonces, proof),
      enrol: async () => {
        throw new AppError('FORBIDDEN', 'Nobody joins this server.');
      },
      confirm: async () => undefined,
      changeKey: async () => undefined,
      end: () => undefined,
      announce: async (announcement) => this.#announce(announcement),
      report: (report) => this.#commit(report, socket),
      desired: (signal) => this.#watch(signal),
      zones: (_, signal) => this.#tellZones(signal),
      confirmZones: async (taken) => void this.zonesTaken.push(taken),
      questions: (signal) => this.desk.follow('', signal),
      answer: (answer) => void this.desk.answer('', answer),
    };
  }

  #challenge(nonces: SessionNonces) {
    const link = { endorsement: new Uint8Array(), endorsedBy: '', isRetired: false };
    const keys = [{ ...link, publicKey: this.#signer.publicKey }];
    const signature = this.#signer.sign(serverTranscript(nonces, this.fingerprint, keys));
    const { serverNonce: nonce } = nonces;
    const { protocol, fingerprint: keyId } = this;
    return { protocol, nonce, serverTimeMs: Date.now(), keyId, keys, signature };
  }

  #open(nonces: SessionNonces | undefined, proof: SessionProof) {
    if (proof.protocol !== this.protocol) {
      throw new AppError(
        'INVALID',
        `This server speaks protocol ${this.protocol}, the agent ${proof.protocol}; update the agent.`,
      );
    }
    if (nonces === undefined || !isSigned(nonces, proof))
      throw new AppError('UNAUTHENTICATED', 'The signature is wrong.');
    const nodeId = nodeIdOf(proof.publicKey);
    if (!this.enrolled.has(nodeId)) {
      throw new AppError('UNAUTHENTICATED', `This server does not know the node ${nodeId}.`);
    }
    this.sessions.push(proof);
    const received = this.tellReceived ? this.#received() : [];
    const ticket = makeTicket(Date.now(), randomBytes(16));
    const admission = 'active' as const;
    return { nodeId, serverTimeMs: Date.now(), admission, ticket, isKeyAsked: false, received };
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

function isSigned(nonces: SessionNonces, proof: SessionProof): boolean {
  return isSignedBy(proof.publicKey, agentTranscript(nonces, proof), proof.signature);
}
