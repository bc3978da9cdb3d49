import type { Packet, StreamAnswer, StreamRequest } from '@/agent/gossip/message';
import type { Receiver, Sender, StreamFailure, Transport } from '@/agent/gossip/transport';
import type { Random } from '@/common/random';
import type { Agenda } from './agenda';
import type { SimClock } from './sim-clock';
import type { Trace } from './trace';
import { FAIR, latencyMs, segmentMs, type Weather } from './weather';
import { BY_REFERENCE, NEWS_BYTES_MAX, packetBytes, sizeOf, streamBytes, type Wire } from './wire';

/** A socket's receive buffer: what comes while it is full is gone. */
const WAITING_PACKETS_MAX = 256;
const SYN_TIMEOUT_MS = 1_000;
const SEGMENT_TIMEOUT_MS = 200;
/** Nobody answers for that address on this link (ARP gives up). */
const UNREACHABLE_MS = 3_000;

/** Who listens at an address: an agent, or the liar. */
export interface Listener {
  /** First half of the id that its seal shows. */
  readonly seal: string;
  readonly clock: SimClock;
}

/** A place on the network. The machine may be on with nobody listening. */
export class Port {
  readonly index: number;
  readonly address: string;
  isOn = true;
  listener: Listener | undefined;
  receiver: Receiver | undefined;
  /** Ports of different sides do not reach one another. */
  side = 0;
  sentPackets = 0;
  sentBytes = 0;
  streamedBytes = 0;

  constructor(index: number, address: string) {
    this.index = index;
    this.address = address;
  }

  close(): void {
    this.listener = undefined;
    this.receiver = undefined;
  }
}

/** A network in one process: late, lossy, doubling and cut exactly as the seed says. */
export class SimNetwork {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #trace: Trace;
  readonly #wire: Wire;
  readonly #ports = new Map<string, Port>();
  /** `from → to` that is cut one way only, and how often over. */
  readonly #deafened = new Map<number, number>();
  #isParted = false;
  weather: Weather = FAIR;
  largestPacketBytes = 0;
  /** Sees each datagram that is sent: what a liar on the wire could write down. */
  onSent: ((packet: Packet, from: Sender) => void) | undefined;

  constructor(agenda: Agenda, random: Random, trace: Trace, wire: Wire = BY_REFERENCE) {
    this.#wire = wire;
    this.#agenda = agenda;
    this.#random = random;
    this.#trace = trace;
  }

  port(address: string): Port {
    let port = this.#ports.get(address);
    if (port === undefined) {
      port = new Port(this.#ports.size, address);
      this.#ports.set(address, port);
    }
    return port;
  }

  get ports(): Iterable<Port> {
    return this.#ports.values();
  }

  /** @param sides by address; who is named nowhere is on side 0 */
  partition(sides: ReadonlyMap<string, number>): void {
    for (const port of this.#ports.values()) port.side = sides.get(port.address) ?? 0;
    this.#isParted = true;
  }

  rejoin(): void {
    this.#isParted = false;
  }

  /** @returns what undoes it */
  deafen(from: string, to: string): () => void {
    const way = wayOf(this.port(from), this.port(to));
    const add = (count: number) => {
      const times = (this.#deafened.get(way) ?? 0) + count;
      if (times === 0) this.#deafened.delete(way);
      else this.#deafened.set(way, times);
    };
    add(1);
    return () => add(-1);
  }

  passes(from: Port, to: Port): boolean {
    if (!to.isOn || !from.isOn) return false;
    if (this.#isParted && from.side !== to.side) return false;
    return this.#deafened.size === 0 || !this.#deafened.has(wayOf(from, to));
  }

  transport(from: Port, listener: Listener): Transport {
    from.listener = listener;
    from.receiver = undefined;
    const sender: Sender = { seal: listener.seal, address: from.address };
    return {
      newsBytesMax: NEWS_BYTES_MAX,
      sizeOf,
      listen: (receiver) => {
        from.receiver = receiver;
      },
      send: (to, packet) => {
        // What a process that was ended still had in mind is not sent.
        if (from.listener === listener) this.send(from, to, sender, packet);
      },
      request: (to, request, timeoutMs, done) => {
        if (from.listener === listener) this.ask(from, to, { request, timeoutMs, done });
      },
    };
  }

  /** @param sender as it shows: a liar shows whom it likes */
  send(from: Port, to: string, sender: Sender, packet: Packet): void {
    const bytes = packetBytes(packet);
    from.sentPackets += 1;
    from.sentBytes += bytes;
    this.largestPacketBytes = Math.max(this.largestPacketBytes, bytes);
    this.onSent?.(packet, sender);
    const target = this.port(to);
    if (this.#random.next() < this.weather.lossRate) return;
    const copies = this.#random.next() < this.weather.duplicateRate ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.#agenda.in(latencyMs(this.weather, this.#random), () => {
        if (this.passes(from, target)) this.#arrive(target, sender, packet);
      });
    }
  }

  #arrive(target: Port, sender: Sender, packet: Packet): void {
    const { receiver, listener } = target;
    if (receiver === undefined || listener === undefined) return;
    this.#trace.add(this.#agenda.nowMs);
    this.#trace.add(target.index * 31 + packet.kind.length + packet.news.length * 7);
    if ('sequence' in packet) this.#trace.add(packet.sequence);
    const arrived = this.#wire.packet(packet);
    if (arrived === undefined) throw new Error(`undecodable: ${JSON.stringify(packet)}`);
    listener.clock.deliver(() => receiver.packet(sender, arrived), WAITING_PACKETS_MAX);
  }

  /** One question over a stream, and its answer. */
  ask(from: Port, to: string, exchange: Exchange): void {
    const asker = from.listener;
    if (asker === undefined) return;
    const finish = once(exchange.done);
    const cancel = asker.clock.after(exchange.timeoutMs, () => finish('timeout'));
    const end = (answer: StreamAnswer | StreamFailure) => {
      asker.clock.deliver(() => {
        cancel();
        finish(answer);
      }, Number.POSITIVE_INFINITY);
    };
    from.streamedBytes += streamBytes(exchange.request);
    this.#connect(from, this.port(to), exchange.request, end);
  }

  #connect(
    from: Port,
    target: Port,
    request: StreamRequest,
    end: (answer: StreamAnswer | StreamFailure) => void,
  ): void {
    const isThere = () => this.passes(from, target) && this.passes(target, from);
    const segment = (firstTimeoutMs: number) =>
      segmentMs(this.weather, this.#random, firstTimeoutMs);
    const connectMs = segment(SYN_TIMEOUT_MS) + latencyMs(this.weather, this.#random);
    if (!target.isOn) this.#agenda.in(UNREACHABLE_MS, () => end('unreachable'));
    this.#agenda.in(connectMs, () => {
      if (!isThere()) return;
      if (target.listener === undefined) return end('refused');
      this.#agenda.in(segment(SEGMENT_TIMEOUT_MS), () => {
        if (!isThere()) return;
        this.#deliver(from, target, request, (answer) => {
          target.streamedBytes += streamBytes(answer);
          this.#agenda.in(segment(SEGMENT_TIMEOUT_MS), () => {
            if (isThere()) end(answer);
          });
        });
      });
    });
  }

  #deliver(
    from: Port,
    target: Port,
    request: StreamRequest,
    answer: (answer: StreamAnswer) => void,
  ): void {
    const { receiver, listener } = target;
    if (receiver === undefined || listener === undefined) return;
    const sender: Sender = {
      seal: from.listener?.seal ?? '',
      address: from.address.replace(/\d+$/, '50000'),
    };
    this.#trace.add(this.#agenda.nowMs);
    this.#trace.add(target.index * 37 + request.kind.length);
    listener.clock.deliver(() => {
      const heard = this.#wire.request(request);
      const said = heard && this.#wire.answer(receiver.request(sender, heard));
      if (said === undefined) throw new Error(`undecodable: ${JSON.stringify(request)}`);
      answer(said);
    }, Number.POSITIVE_INFINITY);
  }
}

export interface Exchange {
  readonly request: StreamRequest;
  readonly timeoutMs: number;
  readonly done: (answer: StreamAnswer | StreamFailure) => void;
}

function wayOf(from: Port, to: Port): number {
  return from.index * 2 ** 20 + to.index;
}

function once<T>(callback: (value: T) => void): (value: T) => void {
  let isDone = false;
  return (value) => {
    if (isDone) return;
    isDone = true;
    callback(value);
  };
}
