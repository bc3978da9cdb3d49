import { randomBytes } from 'node:crypto';
import type { Cancel, Clock } from '@/common/clock';
import { broadcastAddresses } from './broadcast-addresses';
import { DatagramSocket } from './datagram-socket';
import {
  type Detected,
  decodeDiscovery,
  encodeDiscovery,
  isDiscovery,
  NONCE_BYTES,
} from './discovery-message';
import type { Keyring } from './keyring';
import type { Opened } from './sealing';
import { type SocketAddress, socketAddressText } from './socket-address';

export interface DiscoveryOptions {
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly isSealed: boolean;
  /** Of this agent. */
  readonly zone: string;
  /** Where all agents of a network hear. */
  readonly port: number;
  readonly send: (plaintext: Uint8Array, to: SocketAddress, zone: string) => void;
  readonly received: (bytes: Buffer, from: SocketAddress) => void;
}

/** An agent of the network that has a key which this one has, too. */
export interface FoundAgent extends Detected {
  /** Where it gossips. */
  readonly address: string;
}

/** Of the range for one's own use (RFC 2365 §6.2). */
const GROUP = '239.255.67.68';
const EVERYBODY = '255.255.255.255';
const ANY = '0.0.0.0';
const ASKED_EVERY_MS = 1_000;
/** One answer a second, whoever asks. */
const ANSWERED_EVERY_MS = 1_000;
const FOUND_MAX = 256;

/**
 * Finds agents of the network by a sealed question to all of it. Whoever has the key answers, with
 * fewer bytes than it was asked with, once a second.
 */
export class Discovery {
  readonly #options: DiscoveryOptions;
  readonly #shared: DatagramSocket[] = [];
  #self: (() => Detected) | undefined;
  #answeredMs = Number.NEGATIVE_INFINITY;
  /** Under way, by the nonce of its question. */
  readonly #searches = new Map<string, Map<string, FoundAgent>>();

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  /** What this agent says of itself; until it is told nothing is answered. */
  announce(self: () => Detected): void {
    this.#self = self;
  }

  /**
   * Has the socket of gossip reach all of a network, and hears what is sent to all. Where gossip does
   * not hear that by itself there are sockets for it, shared with the other agents of the machine.
   */
  async open(main: DatagramSocket, address: SocketAddress): Promise<void> {
    main.hearAll(GROUP);
    const { port, received } = this.#options;
    if (address.port === port && (address.host === ANY || address.host === '::')) return;
    const handlers = { message: received, failed: () => undefined };
    const places = this.#options.isSealed ? [GROUP, EVERYBODY] : ['127.255.255.255'];
    for (const host of places) {
      // One that cannot be opened, as where another agent has the port for itself, is done without.
      const socket = await DatagramSocket.open({ host, port }, handlers, { isShared: true }).catch(
        () => undefined,
      );
      if (host === GROUP) socket?.hearAll(GROUP);
      if (socket !== undefined) this.#shared.push(socket);
    }
  }

  close(): void {
    for (const socket of this.#shared) socket.close();
  }

  /** Asks all of the network, again each second, and gathers who answers within `timeoutMs`. */
  detect(timeoutMs: number): Promise<FoundAgent[]> {
    const { clock } = this.#options;
    const nonce = randomBytes(NONCE_BYTES);
    const found = new Map<string, FoundAgent>();
    this.#searches.set(nonce.toString('hex'), found);
    let cancelNext: Cancel = () => undefined;
    const ask = () => {
      this.#ask(nonce);
      cancelNext = clock.after(ASKED_EVERY_MS, ask);
    };
    ask();
    return new Promise((resolve) => {
      clock.after(timeoutMs, () => {
        cancelNext();
        this.#searches.delete(nonce.toString('hex'));
        resolve([...found.values()]);
      });
    });
  }

  /** @returns whether it was one of discovery's, well-formed or not */
  datagram({ plaintext, zone }: Opened, from: SocketAddress): boolean {
    if (!isDiscovery(plaintext)) return false;
    const message = decodeDiscovery(plaintext);
    if (message?.kind === 'detect') this.#answer(message.nonce, zone, from);
    if (message?.kind === 'detected') {
      const search = this.#searches.get(Buffer.from(message.nonce).toString('hex'));
      if (search === undefined || search.size >= FOUND_MAX) return true;
      const { name, zone: ofZone, isRelay } = message;
      const address = socketAddressText(from);
      search.set(address, { name, zone: ofZone, isRelay, address });
    }
    return true;
  }

  #ask(nonce: Uint8Array): void {
    const { keyring, isSealed, zone, port, send } = this.#options;
    const question = encodeDiscovery({ kind: 'detect', nonce });
    const places = [...broadcastAddresses(isSealed), ...(isSealed ? [GROUP, EVERYBODY] : [])];
    for (const ofZone of isSealed ? keyring.zones() : [zone]) {
      for (const host of places) send(question, { host, port }, ofZone);
    }
  }

  #answer(nonce: Uint8Array, zone: string, to: SocketAddress): void {
    const { clock, isSealed, send, zone: own } = this.#options;
    const nowMs = clock.nowMs();
    if (this.#self === undefined || nowMs - this.#answeredMs < ANSWERED_EVERY_MS) return;
    if (this.#searches.has(Buffer.from(nonce).toString('hex'))) return;
    this.#answeredMs = nowMs;
    const answer = encodeDiscovery({ kind: 'detected', nonce, ...this.#self() });
    send(answer, to, isSealed ? zone : own);
  }
}
