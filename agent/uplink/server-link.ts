import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import WebSocket from 'ws';
import type { Clock } from '@/common/clock';
import { AppError } from '@/common/errors';
import type { Enrolled, EnrolmentRequest } from '@/common/protocol/enrolment';
import type { QuestionAnswer } from '@/common/protocol/question';
import type { Announcement, Report } from '@/common/protocol/report';
import type {
  Challenge,
  ChallengeRequest,
  NewKeyProof,
  SessionOpened,
  SessionProof,
  TicketConfirmation,
} from '@/common/protocol/session';
import type { GossipSelf, ZonesTaken } from '@/common/protocol/zone-orders';
import type { AgentRouter } from '@/server/ingest/agent-router';
import { type Channel, channelOf } from './channel';
import { linkEncoder } from './link-encoder';
import {
  acknowledgementAnswer,
  enrolledAnswer,
  openedAnswer,
  parseChallenge,
} from './server-answers';
import { asAppError, serverErrorOf } from './server-error';
import { upgradeRefusal } from './upgrade-refusal';

/**
 * What became of a report. `busy`: send it again later. `failed`: likewise, and it may be the
 * report's own fault. `refused`: never send it again.
 */
export interface ReportAnswer {
  readonly kind: 'taken' | 'busy' | 'failed' | 'refused';
  /** The server's words, unless it took it. */
  readonly reason: string;
}

/** One connection to the server, from its opening to its end; nothing brings it back. */
export interface ServerLink {
  /** Resolves when the socket is open; calls must wait for it. */
  readonly opened: Promise<void>;
  /** Resolves with what ended the connection; calls in flight are rejected with the same. */
  readonly ended: Promise<AppError>;
  /** What the proofs on this connection are tied to; known once it is open. */
  channel(): Channel;
  /** @throws {AppError} INVALID for a server of an older protocol */
  challenge(request: ChallengeRequest): Promise<Challenge>;
  enrol(request: EnrolmentRequest): Promise<Enrolled>;
  open(proof: SessionProof): Promise<SessionOpened>;
  /** The ticket is on the disk. */
  confirm(confirmation: TicketConfirmation): Promise<void>;
  changeKey(proof: NewKeyProof): Promise<void>;
  announce(announcement: Announcement): Promise<void>;
  report(report: Report): Promise<ReportAnswer>;
  /** `onState` is given what the server says, unchecked, until the connection ends. */
  desired(onState: (state: unknown) => void): void;
  /** `onOrders` is given what the server tells of zones, unchecked, until the connection ends. */
  zones(self: GossipSelf, onOrders: (orders: unknown) => void): void;
  /** What this agent has of that. */
  confirmZones(taken: ZonesTaken): Promise<void>;
  /** `onQuestion` is given what the server asks, unchecked, until the connection ends. */
  questions(onQuestion: (asked: unknown) => void): void;
  /** An answer that comes too late is refused, which harms nobody. */
  answer(answer: QuestionAnswer): Promise<void>;
  /** @param reason what `ended` shall tell */
  close(reason: AppError): void;
}

/** @param dial the stream to use instead of a connection of its own; TLS is spoken on it to the end */
export type Connect = (url: string, clock: Clock, dial?: (() => Duplex) | undefined) => ServerLink;

const CALL_TIMEOUT_MS = 10_000;
const FRAME_BYTES_MAX = 1_048_576;

/**
 * Connects by tRPC over a WebSocket. tRPC's own client would reconnect and hold calls meanwhile;
 * the outbox does that better, so this one is thrown away with its socket. A call without an
 * answer for 10 s ends the connection: such a server, or such a path to it, is as good as gone.
 */
export const connectServer: Connect = (url, clock, dial) => {
  const connection = new Connection(url, clock, dial);
  const { client } = connection;
  return {
    opened: connection.opened,
    ended: connection.ended,
    channel: () => connection.channel(),
    async challenge(request) {
      return parseChallenge(
        await connection.call('challenge', () => client.challenge.query(request)),
      );
    },
    async enrol(request) {
      return enrolledAnswer.parse(
        await connection.call('enrol', () => client.enrol.mutate(request)),
      );
    },
    async confirm(confirmation) {
      await connection.call('confirm', () => client.confirm.mutate(confirmation));
    },
    async changeKey(proof) {
      await connection.call('changeKey', () => client.changeKey.mutate(proof));
    },
    async open(proof) {
      return openedAnswer.parse(await connection.call('open', () => client.open.mutate(proof)));
    },
    async announce(announcement) {
      await connection.call('announce', () => client.announce.mutate(announcement));
    },
    report: (report) => connection.call('report', () => sendReport(client, report)),
    desired: (onState) => void client.desired.subscribe(undefined, connection.following(onState)),
    zones: (self, onOrders) => void client.zones.subscribe(self, connection.following(onOrders)),
    async confirmZones(taken) {
      await connection.call('confirmZones', () => client.confirmZones.mutate(taken));
    },
    questions: (onQuestion) =>
      void client.questions.subscribe(undefined, connection.following(onQuestion)),
    async answer(given) {
      await connection.call('answer', () => client.answer.mutate({ given }));
    },
    close: (reason) => connection.end(reason),
  };
};

type Client = ReturnType<typeof createTRPCClient<AgentRouter>>;

async function sendReport(client: Client, report: Report): Promise<ReportAnswer> {
  try {
    acknowledgementAnswer.parse(await client.report.mutate(report));
    return { kind: 'taken', reason: '' };
  } catch (error) {
    const said = serverErrorOf(error);
    if (said?.code === 'BUSY') return { kind: 'busy', reason: said.message };
    if (said?.code === 'FAILED') return { kind: 'failed', reason: said.message };
    if (said?.code === 'INVALID') return { kind: 'refused', reason: said.message };
    throw error;
  }
}

/** The socket, and that everything which waits for it is told when it ends. */
class Connection {
  readonly client: Client;
  readonly opened: Promise<void>;
  readonly ended: Promise<AppError>;
  readonly #clock: Clock;
  readonly #dial: (() => Duplex) | undefined;
  readonly #waiting = new Set<(error: AppError) => void>();
  #socket: WebSocket | undefined;
  #channel: Channel | undefined;
  #error: AppError | undefined;
  #tellEnd: (error: AppError) => void = () => undefined;

  constructor(url: string, clock: Clock, dial: (() => Duplex) | undefined) {
    this.#clock = clock;
    this.#dial = dial;
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
    let tellOpen = () => {};
    this.opened = this.#untilEnd(
      new Promise<void>((resolve) => {
        tellOpen = resolve;
      }),
    );
    const socketClient = createWSClient({
      url,
      // `ws` has what tRPC uses of the browser's class; only the types differ.
      WebSocket: this.#socketClass() as unknown as typeof globalThis.WebSocket,
      experimental_encoder: linkEncoder((error) => this.end(error)),
      onOpen: () => tellOpen(),
      onClose: (event) => this.end(new AppError('UNREACHABLE', closeReason(event?.code))),
      retryDelayMs: () => 0,
    });
    this.client = createTRPCClient<AgentRouter>({ links: [wsLink({ client: socketClient })] });
    void this.ended.then(() => socketClient.close());
  }

  /** @throws {AppError} UNAUTHENTICATED for a connection that proofs cannot be tied to */
  channel(): Channel {
    if (this.#channel === undefined) throw new Error('asked for the channel before it was open');
    return this.#channel;
  }

  async call<Answer>(name: string, ask: () => Promise<Answer>): Promise<Answer> {
    if (this.#error !== undefined) throw this.#error;
    const cancel = this.#clock.after(CALL_TIMEOUT_MS, () => {
      this.end(new AppError('UNREACHABLE', `The server gave no answer to "${name}" within 10 s.`));
    });
    try {
      return await this.#untilEnd(ask());
    } catch (error) {
      throw asAppError(error);
    } finally {
      cancel();
    }
  }

  /** What is subscribed to lasts as long as the connection, and that as long as it. */
  following(onData: (said: unknown) => void) {
    return {
      onData,
      onError: (error: unknown) => this.end(asAppError(error)),
      onStopped: () => this.end(new AppError('UNREACHABLE', 'The server hung up.')),
    };
  }

  end(error: AppError): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    this.#tellEnd(error);
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
    this.#socket?.terminate();
  }

  /** Not `Promise.race` with the end: it would keep every answer until then. */
  #untilEnd<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      answer.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }

  #socketClass() {
    const adopt = (socket: WebSocket) => this.#adopt(socket);
    const dial = this.#dial;
    return class extends WebSocket {
      constructor(address: string) {
        super(address, {
          perMessageDeflate: false,
          maxPayload: FRAME_BYTES_MAX,
          handshakeTimeout: CALL_TIMEOUT_MS,
          minVersion: 'TLSv1.2',
          // Whom it reaches is proven by the server's own key, bound to this connection: see Channel.
          rejectUnauthorized: false,
          ...(dial === undefined ? {} : { createConnection: () => tlsOver(dial(), address) }),
        });
        adopt(this);
      }
    };
  }

  #adopt(socket: WebSocket): void {
    this.#socket = socket;
    socket.on('upgrade', ({ socket: stream }) => this.#takeChannel(stream));
    socket.on('unexpected-response', (_, response) => {
      const cancel = this.#clock.after(CALL_TIMEOUT_MS, () => response.destroy());
      void upgradeRefusal(response)
        .then((error) => this.end(error))
        .finally(cancel);
    });
    socket.on('error', (error) => this.end(new AppError('UNREACHABLE', socketReason(error))));
    if (this.#error !== undefined) socket.terminate();
  }

  #takeChannel(stream: Socket): void {
    try {
      this.#channel = channelOf(stream);
    } catch (error) {
      this.end(asAppError(error));
    }
  }
}

/** Plain text would be read by whoever passes it on, so there is none. */
function tlsOver(socket: Duplex, address: string): TLSSocket {
  const { hostname } = new URL(address);
  const servername = isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : '';
  return connectTls({ socket, servername, minVersion: 'TLSv1.2', rejectUnauthorized: false });
}

function closeReason(code: number | undefined): string {
  return code === undefined || code === 1006
    ? 'The connection to the server was lost.'
    : `The server closed the connection (code ${code}).`;
}

/** A name with several addresses gives an error without words, but with a code. */
function socketReason(error: Error): string {
  return error.message || String((error as NodeJS.ErrnoException).code ?? error.name);
}
