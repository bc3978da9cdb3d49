import type { Duplex } from 'node:stream';
import type { Cancel, Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { TUNNEL_LIMITS, type TunnelLimits } from './tunnel-limits';
import type { TunnelAsker, TunnelGate, TunnelOpening } from './tunnel-wire';

export interface TunnelDoorOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<TunnelLimits>;
  /** Whether this agent is a relay at the moment. */
  readonly isRelay: () => boolean;
  /** Whether its own session with its server is open. */
  readonly isConnected: () => boolean;
  /** A connection to its own server, on the way that it takes itself; there is no other target. */
  readonly dialServer: (hops: number) => Duplex;
}

/** How much was passed on since the start. */
export interface TunnelCounts {
  readonly open: number;
  readonly passed: number;
  readonly declined: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/**
 * The relay's end of tunnels: pipes what an agent without a route sends to the server that this
 * agent reports to itself. What passes is TLS between those two, and means nothing here.
 */
export class TunnelDoor implements TunnelGate {
  readonly #options: TunnelDoorOptions;
  readonly #limits: TunnelLimits;
  readonly #open = new Map<Duplex, TunnelAsker>();
  #passed = 0;
  #declined = 0;
  #bytesUp = 0;
  #bytesDown = 0;

  constructor(options: TunnelDoorOptions) {
    this.#options = options;
    this.#limits = { ...TUNNEL_LIMITS, ...options.limits };
  }

  counts(): TunnelCounts {
    return {
      open: this.#open.size,
      passed: this.#passed,
      declined: this.#declined,
      bytesUp: this.#bytesUp,
      bytesDown: this.#bytesDown,
    };
  }

  refusal(from: TunnelAsker, { hops }: TunnelOpening): string | undefined {
    const reason = this.#whyNot(from, hops);
    if (reason !== undefined) this.#declined += 1;
    return reason;
  }

  pass(from: TunnelAsker, { hops }: TunnelOpening, stream: Duplex): void {
    const { log } = this.#options;
    const server = this.#options.dialServer(hops + 1);
    this.#open.set(stream, from);
    this.#passed += 1;
    const cancelWatch = this.#watch(stream, server);
    const end = () => {
      this.#open.delete(stream);
      cancelWatch();
      stream.destroy();
      server.destroy();
    };
    for (const each of [stream, server]) {
      each.once('close', end);
      each.on('error', (error) => {
        log.debug('tunnel broke', { from: from.address, reason: messageOf(error) });
      });
    }
    stream.pipe(server);
    server.pipe(stream);
  }

  /** Ends all of them: this agent stops, or is no relay any more. */
  stop(): void {
    for (const stream of this.#open.keys()) stream.destroy();
  }

  #whyNot({ seal, address }: TunnelAsker, hops: number): string | undefined {
    const { isRelay, isConnected } = this.#options;
    if (!isRelay()) return 'This agent is no relay.';
    if (hops >= this.#limits.hops) return `More than ${this.#limits.hops} relays in a row.`;
    if (!isConnected()) return 'This relay does not reach its server either.';
    if (this.#open.size >= this.#limits.streams) return 'This relay carries as many as it may.';
    const ofAsker = [...this.#open.values()].filter((other) =>
      seal === '' ? hostOf(other.address) === hostOf(address) : other.seal === seal,
    );
    if (ofAsker.length >= this.#limits.streamsEach) return 'You have enough tunnels open here.';
    return undefined;
  }

  /** Counts what passes, and ends what is silent or took more than its share. */
  #watch(stream: Duplex, server: Duplex): Cancel {
    const { clock } = this.#options;
    const { idleMs, streamBytes } = this.#limits;
    let bytes = 0;
    let lastMs = clock.nowMs();
    let cancel: Cancel = () => undefined;
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      lastMs = clock.nowMs();
      if (bytes > streamBytes) stream.destroy();
    };
    stream.on('data', (chunk) => {
      this.#bytesUp += chunk.length;
      count(chunk);
    });
    server.on('data', (chunk) => {
      this.#bytesDown += chunk.length;
      count(chunk);
    });
    const look = () => {
      const restMs = lastMs + idleMs - clock.nowMs();
      if (restMs <= 0) stream.destroy();
      else cancel = clock.after(restMs, look);
    };
    look();
    return () => cancel();
  }
}

function hostOf(address: string): string {
  return address.replace(/:\d+$/, '');
}
