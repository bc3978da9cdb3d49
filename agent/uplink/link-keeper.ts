import type { Clock } from '@/common/clock';
import type { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Report } from '@/common/protocol/report';
import type { Random } from '@/common/random';
import { Backoff } from './backoff';
import type { Credentials } from './credentials';
import { DirectWatch } from './direct-watch';
import { type Hello, type Opened, shakeHands } from './handshake';
import { Pause } from './pause';
import type { Relay } from './relays';
import { Route } from './route';
import { asAppError, tryLater } from './server-error';
import type { Connect, ServerLink } from './server-link';
import type { Session } from './session';
import type { UplinkStatus } from './uplink-status';

const SKEW_MS_MAX = 30_000;
const RELAY_WAIT_MS_MAX = 1_000;
const WAITING_FOR_APPROVAL =
  'Waiting for approval: an admin lets this node in on the page "Nodes"; until then everything is kept here.';

export interface LinkKeeperOptions {
  readonly url: string;
  readonly credentials: Credentials;
  readonly hello: Hello;
  readonly connect: Connect;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Of the session that begins now. */
  readonly epoch: () => string;
  readonly startSession: (link: ServerLink, opened: Opened) => Promise<Session>;
}

type LinkStatus = Pick<UplinkStatus, 'state' | 'reason' | 'sinceMs' | 'clockSkewMs' | 'through'>;

interface ConnectionEnd {
  readonly refused: boolean;
  readonly connectedMs: number;
  /** What the server asked for. */
  readonly retryAfterMs: number | undefined;
}

/** Keeps one connection to the server, or the next one coming. */
export class LinkKeeper {
  /** Which way to the server. */
  readonly route: Route;
  readonly #options: LinkKeeperOptions;
  readonly #directWatch: DirectWatch;
  readonly #backoff: Backoff;
  readonly #pause: Pause;
  #status: LinkStatus;
  #link: ServerLink | undefined;
  #session: Session | undefined;
  /** Of the present connection, or the last one. */
  #way: Relay | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: LinkKeeperOptions) {
    this.#options = options;
    this.route = new Route(options.clock);
    this.#directWatch = new DirectWatch({
      ...options,
      pins: () => options.credentials.pins,
      onAnswer: () => this.#goDirect(),
    });
    this.#backoff = new Backoff(options.random);
    this.#pause = new Pause(options.clock);
    const sinceMs = options.clock.wallMs();
    this.#status = { state: 'connecting', reason: '', sinceMs, clockSkewMs: null, through: null };
  }

  get status(): LinkStatus {
    return this.#status;
  }

  get isConnected(): boolean {
    return this.#session !== undefined;
  }

  /** The relay that passes the present connection on; nothing for a direct one. */
  get way(): Relay | undefined {
    return this.#way;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** A report that is in the outbox; without a connection it waits there. */
  offer(report: Report): void {
    this.#session?.offer(report);
  }

  /** Resolves when no live report is on its way. */
  async drained(): Promise<void> {
    await this.#session?.drained();
  }

  /** Ends the connection; the next one follows at once, for nothing is wrong with the server. */
  reconnect(reason: string): void {
    this.#link?.close(tryLater(reason, 0));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pause.end();
    this.reconnect('The agent stops.');
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const { refused, connectedMs, retryAfterMs } = await this.#connectOnce();
      if (this.#stopped) return;
      const delayMs = this.#backoff.nextDelayMs(refused, connectedMs, retryAfterMs);
      const isServerBusy = retryAfterMs !== undefined;
      await this.#pause.forMs(isServerBusy ? delayMs : this.#soonerByRelay(delayMs));
    }
  }

  /** A relay that has not failed lately is worth a try at once, however long the direct way is cut. */
  #soonerByRelay(delayMs: number): number {
    if (this.route.next() === undefined) return delayMs;
    return Math.min(delayMs, this.#options.random.next() * RELAY_WAIT_MS_MAX);
  }

  /** One connection from its beginning to its end. */
  async #connectOnce(): Promise<ConnectionEnd> {
    const { url, clock, log } = this.#options;
    const way = this.route.next();
    this.#way = way;
    const link = this.#connect(way);
    this.#link = link;
    let connectedAtMs: number | undefined;
    try {
      await this.#open(link, way);
      connectedAtMs = clock.nowMs();
      this.route.reached(way);
      if (way !== undefined) this.#directWatch.start();
      log.info('connected', { url, through: way?.name ?? '' });
    } catch (error) {
      link.close(asAppError(error));
    }
    const reason = await link.ended;
    this.#directWatch.stop();
    this.#session?.close();
    this.#session = undefined;
    const isWayBad = way !== undefined && connectedAtMs === undefined;
    if (isWayBad || reason.code === 'UNREACHABLE') this.route.failed(way);
    const refused = reason.code !== 'UNREACHABLE' && reason.code !== 'BUSY';
    if (!this.#stopped) this.#tellEnd(refused, reason);
    return {
      refused,
      connectedMs: connectedAtMs === undefined ? 0 : clock.nowMs() - connectedAtMs,
      retryAfterMs: reason.retryAfterMs,
    };
  }

  #connect(way: Relay | undefined): ServerLink {
    const { url, connect, clock } = this.#options;
    const { relays } = this.route;
    if (way === undefined || relays === undefined) return connect(url, clock);
    return connect(url, clock, () => relays.dial(way, 0));
  }

  #goDirect(): void {
    this.#options.log.info('the server answers directly again');
    this.route.directAnswers();
    this.reconnect('The server answers directly again.');
  }

  async #open(link: ServerLink, way: Relay | undefined): Promise<void> {
    const { hello, log, epoch, startSession } = this.#options;
    const opened = await shakeHands(link, {
      ...this.#options,
      hello: { ...hello, epoch: epoch(), through: way?.id ?? '' },
    });
    const through = way?.name ?? null;
    const { clockSkewMs, admission } = opened;
    if (Math.abs(clockSkewMs) > SKEW_MS_MAX) {
      log.warn('clock differs from the server, set one of them right', { clockSkewMs });
    }
    if (admission === 'pending') {
      log.info('waiting for approval');
      this.#setStatus({ state: 'waiting', reason: WAITING_FOR_APPROVAL, clockSkewMs, through });
      return;
    }
    this.#session = await startSession(link, opened);
    this.#setStatus({ state: 'connected', reason: '', clockSkewMs, through });
  }

  #tellEnd(refused: boolean, { message }: AppError): void {
    const state = refused ? 'refused' : 'waiting';
    if (this.#status.state !== state || this.#status.reason !== message) {
      this.#options.log.warn(refused ? 'refused by the server' : 'not connected to the server', {
        reason: message,
      });
    }
    this.#setStatus({ state, reason: message, through: null });
  }

  #setStatus(change: Partial<LinkStatus>): void {
    const sinceMs =
      change.state === this.#status.state ? this.#status.sinceMs : this.#options.clock.wallMs();
    this.#status = { ...this.#status, ...change, sinceMs };
  }
}
