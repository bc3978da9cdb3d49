import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { MonitoringSink, ReportSink } from '@/agent/collectors/report-sink';
import type { Clock } from '@/common/clock';
import type { DesiredState } from '@/common/domain/desired-state';
import type { AgentEvent } from '@/common/domain/timeline';
import type { Log } from '@/common/log';
import type { Report } from '@/common/protocol/report';
import type { Random } from '@/common/random';
import { Credentials } from './credentials';
import { type ApplyDesired, DesiredApplier } from './desired-applier';
import { DesiredStore } from './desired-store';
import { newEpoch } from './epoch';
import { EpochState } from './epoch-state';
import type { Hello } from './handshake';
import type { Identity } from './identity';
import { LinkKeeper } from './link-keeper';
import { offUplink } from './off-uplink';
import { describeLoss } from './outbox/loss';
import { Outbox } from './outbox/outbox';
import { OUTBOX_LIMITS, type OutboxLimits } from './outbox/outbox-limits';
import type { AnnouncedSeries } from './outbox/series-file';
import type { Relays } from './relays';
import { RepeatGuard } from './repeat-guard';
import { ReportCollector } from './report-collector';
import { type Connect, connectServer } from './server-link';
import { agentSocketUrl, connectTcp } from './server-url';
import { type AnswerQuestion, Session } from './session';
import type { UplinkStatus } from './uplink-status';
import type { ZoneFollower } from './zone-follower';

export interface UplinkOptions extends Hello {
  readonly identity: Identity;
  /** This run of the agent, see `newEpoch`. */
  readonly epoch: string;
  /** Such as `https://host:port`; `null` when this agent has no server. */
  readonly serverUrl: string | null;
  /** Fingerprint of a key of the server that is believed besides those of `identity/server.json`. */
  readonly serverKey?: string;
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly outboxLimits?: Partial<OutboxLimits>;
  readonly connect?: Connect;
}

/** The agent's side of the link: what it learns goes up, what is wanted of it comes down. */
export interface Uplink {
  readonly nodeId: string;
  readonly publicKey: Uint8Array;
  /** Takes everything at any time; without a server it takes it and forgets it. */
  readonly sink: ReportSink & MonitoringSink;
  /** The desired state as it was last told; as of an earlier run until the server says more. */
  readonly desired: DesiredState;
  /** Calls at once with what is known from an earlier run, and with each that follows. */
  onDesired(apply: ApplyDesired): void;
  /** Who answers what the server asks; without one, nobody does. */
  onQuestion(answer: AnswerQuestion): void;
  /** Calls when the server lacks what it was told once, or was not told: tell all of it again. */
  onForgotten(tellAll: () => void): void;
  /** Who takes what the server tells of zones, from the next session on. */
  followZones(follower: ZoneFollower): void;
  /** Whom to ask when the server does not answer; without any, nobody is. */
  setRelays(relays: Relays): void;
  /**
   * A connection to the own server for somebody else, on the way that the own session takes.
   * @param hops relays that it has come through, this agent among them
   */
  dialServer(hops: number): Duplex;
  status(): UplinkStatus;
  /** Makes a new key for this node and connects with it; the node stays the same. */
  changeKey(): void;
  start(): void;
  /** Sends what it can within a second; the rest is on the disk when this resolves. */
  stop(): Promise<void>;
}

/** @throws {AppError} `INVALID` for a server address that is none. */
export function createUplink(options: UplinkOptions): Uplink {
  const log = options.log.part('uplink');
  const store = new DesiredStore(join(options.dataDirectory, 'desired-state.json'), log);
  if (options.serverUrl === null)
    return offUplink(options, new DesiredApplier(store, log, () => {}));
  return new LinkedUplink({ ...options, log }, agentSocketUrl(options.serverUrl), store);
}

const STOP_MS_MAX = 1_000;

class LinkedUplink implements Uplink {
  readonly sink: ReportSink & MonitoringSink;
  readonly #options: UplinkOptions;
  readonly #url: string;
  readonly #credentials: Credentials;
  readonly #outbox: Outbox;
  readonly #collector: ReportCollector;
  readonly #keeper: LinkKeeper;
  readonly #applier: DesiredApplier;
  readonly #guard = new RepeatGuard();
  #epoch: EpochState;
  #stopping = false;
  #tellAll: () => void = () => undefined;
  #zones: ZoneFollower | undefined;
  #answer: AnswerQuestion = async () => undefined;

  constructor(options: UplinkOptions, url: string, store: DesiredStore) {
    const { epoch, dataDirectory, clock, random, log, serverKey = '' } = options;
    this.#options = options;
    this.#url = url;
    this.#credentials = new Credentials({
      ...options,
      serverUrl: options.serverUrl ?? '',
      serverKey,
    });
    this.#epoch = new EpochState(epoch);
    this.#outbox = new Outbox({
      directory: join(dataDirectory, 'outbox'),
      epoch,
      limits: { ...OUTBOX_LIMITS, ...options.outboxLimits },
      clock,
      log,
    });
    this.#applier = new DesiredApplier(store, log, (revision) => {
      this.#tell('desired-state-applied', `runs revision ${revision} of the desired state`);
    });
    this.#collector = this.#makeCollector();
    this.sink = this.#sinkOf(this.#collector);
    this.#keeper = new LinkKeeper({
      url,
      credentials: this.#credentials,
      hello: helloOf(options),
      connect: options.connect ?? connectServer,
      clock,
      random,
      log,
      epoch: () => this.#epoch.epoch,
      startSession: (link, opened) =>
        Session.start(link, opened, {
          outbox: this.#outbox,
          epoch: this.#epoch,
          guard: this.#guard,
          clock,
          random,
          log,
          onDesired: (said) => this.#applier.take(said),
          onDrained: () => this.#tellLoss(),
          onMissing: (reports) => this.#tell('samples-lost', missingText(reports)),
          onForgotten: () => this.#tellAll(),
          zones: this.#zones,
          onQuestion: (asked) => this.#answer(asked),
        }),
    });
  }

  get nodeId(): string {
    return this.#credentials.identity.nodeId;
  }

  get publicKey(): Uint8Array {
    return this.#credentials.identity.publicKey;
  }

  get desired(): DesiredState {
    return this.#applier.current;
  }

  onDesired(apply: ApplyDesired): void {
    this.#applier.onDesired(apply);
  }

  onQuestion(answer: AnswerQuestion): void {
    this.#answer = answer;
  }

  onForgotten(tellAll: () => void): void {
    this.#tellAll = tellAll;
  }

  followZones(follower: ZoneFollower): void {
    this.#zones = follower;
  }

  setRelays(relays: Relays): void {
    // Plain text ends on this machine, and would be read by whoever passes it on.
    if (this.#url.startsWith('wss:')) this.#keeper.route.setRelays(relays);
  }

  dialServer(hops: number): Duplex {
    const { way, route } = this.#keeper;
    return way === undefined || route.relays === undefined
      ? connectTcp(this.#url)
      : route.relays.dial(way, hops);
  }

  status(): UplinkStatus {
    return {
      ...this.#keeper.status,
      serverUrl: this.#options.serverUrl,
      outbox: this.#outbox.status,
      desiredRevision: this.#applier.current.revision,
    };
  }

  changeKey(): void {
    this.#credentials.makeNextKey();
    this.#keeper.reconnect('A new key was asked for.');
  }

  start(): void {
    this.#collector.start();
    this.#keeper.start();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#collector.stop();
    await Promise.race([this.#keeper.drained(), this.#afterMs(STOP_MS_MAX)]);
    await this.#keeper.stop();
    await this.#outbox.close();
  }

  /** The server learns how far our clock is off when a session is opened: a clock that was set asks for one. */
  #sinkOf(collector: ReportCollector): ReportSink & MonitoringSink {
    return {
      samples: (atMs, samples) => collector.samples(atMs, samples),
      status: (status) => collector.status(status),
      facts: (name, facts) => collector.facts(name, facts),
      document: (document) => collector.document(document),
      check: (standing, events) => collector.check(standing, events),
      checkEvents: (events) => collector.checkEvents(events),
      groupChange: (change) => collector.groupChange(change),
      memberChange: (change) => collector.memberChange(change),
      event: (event) => {
        collector.event(event);
        if (event.kind === 'clock-jumped') this.#keeper.reconnect('The clock was set.');
      },
    };
  }

  #makeCollector(): ReportCollector {
    const { clock, log } = this.#options;
    return new ReportCollector({
      clock,
      log,
      epoch: this.#epoch,
      nextEpoch: () => this.#nextEpoch(),
      appliedRevision: () => this.#applier.appliedRevision,
      isHeard: () => this.#keeper.isConnected,
      onReport: (report, series) => this.#keep(report, series),
    });
  }

  #keep(report: Report, series: readonly AnnouncedSeries[]): void {
    this.#outbox.append(report, series);
    this.#keeper.offer(report);
  }

  /** As if the agent had been restarted: a session of its own, the former reports a backlog. */
  #nextEpoch(): EpochState {
    const { clock, random, log } = this.#options;
    this.#epoch = new EpochState(newEpoch(clock, random));
    log.info('all slots are used, a new epoch begins', { epoch: this.#epoch.epoch });
    void this.#outbox.beginEpoch(this.#epoch.epoch);
    this.#keeper.reconnect('A new epoch begins.');
    return this.#epoch;
  }

  /** One event for a burst of losses, once everything that was kept has been sent. */
  #tellLoss(): void {
    const loss = this.#outbox.untoldLoss;
    if (loss === null || this.#stopping) return;
    this.#tell('samples-lost', describeLoss(loss));
    if (loss.reports > 0) this.#tellAll();
    this.#collector.close();
    this.#outbox.lossTold();
  }

  #tell(kind: AgentEvent['kind'], text: string): void {
    this.#collector.event({ kind, atMs: this.#options.clock.wallMs(), text });
  }

  #afterMs(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(delayMs, resolve);
    });
  }
}

function missingText(reports: number): string {
  const many = reports === 1 ? 'a report' : `${reports} reports`;
  return `had delivered ${many} that the server has no more: it was put back to an earlier backup`;
}

function helloOf({ agentVersion, hostname, name, bootId, machineId }: UplinkOptions): Hello {
  const own = { agentVersion, hostname, bootId, machineId };
  return name === undefined ? own : { ...own, name };
}
