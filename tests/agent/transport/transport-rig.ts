import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealOf } from '@/agent/gossip/codec/id-bytes';
import { BootEpoch } from '@/agent/transport/boot-epoch';
import { type KeyEntry, Keyring } from '@/agent/transport/keyring';
import {
  type OpenTransport,
  openTransport,
  type TransportOptions,
} from '@/agent/transport/open-transport';
import { socketAddressText } from '@/agent/transport/socket-address';
import { systemClock } from '@/common/node/system-clock';
import { seededRandom } from '@/common/random';
import { GossipSamples } from '../../support/gossip-samples';
import { QuietLog } from '../../support/quiet-log';

export const ZONE = 'paris';

export const keyOf = (letter: string) => new Uint8Array(32).fill(letter.charCodeAt(0));

/** One key that is used. */
export const ringOf = (letter: string, state: KeyEntry['state'] = 'use') =>
  new Keyring([{ zone: ZONE, bytes: keyOf(letter), state }]);

/** A member's transport on real sockets, whose disk outlives it. */
export class TransportRig {
  readonly directory = mkdtempSync(join(tmpdir(), 'opsbro-transport-'));
  readonly keyring: Keyring;
  readonly id: string;
  #open: OpenTransport | undefined;
  #epoch: BootEpoch | undefined;

  constructor(keyring: Keyring, seed: number) {
    this.keyring = keyring;
    this.id = new GossipSamples(seededRandom(seed)).id();
  }

  get seal(): string {
    return sealOf(this.id);
  }

  get open(): OpenTransport {
    if (this.#open === undefined) throw new Error('not started');
    return this.#open;
  }

  get epoch(): BootEpoch {
    if (this.#epoch === undefined) throw new Error('not started');
    return this.#epoch;
  }

  get address(): string {
    return socketAddressText(this.open.address);
  }

  get dropped() {
    return this.open.counters.dropped;
  }

  async start(change: Partial<TransportOptions> = {}): Promise<this> {
    this.#epoch = new BootEpoch(this.directory, systemClock);
    this.#open = await openTransport({
      listen: { host: '127.0.0.1', port: 0 },
      mayMove: false,
      id: this.id,
      zone: ZONE,
      keyring: this.keyring,
      epoch: this.#epoch,
      dataDirectory: this.directory,
      clock: systemClock,
      log: new QuietLog(),
      discoveryPort: 41_499,
      ...change,
    });
    return this;
  }

  stop(): void {
    this.open.close();
    this.#open = undefined;
  }

  remove(): void {
    this.#open?.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
