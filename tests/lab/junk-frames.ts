import { deflateRawSync } from 'node:zlib';
import { encodePacket } from '@/agent/gossip/codec/packet-codec';
import { encodeRequest } from '@/agent/gossip/codec/stream-codec';
import { KeySealing } from '@/agent/transport/key-sealing';
import { recordBytes } from '@/agent/transport/record-reader';
import { ReplayGuard } from '@/agent/transport/replay-guard';
import { encodeBody } from '@/agent/transport/stream-body';
import type { Random } from '@/common/random';
import { ringOf, ZONE } from '../agent/transport/transport-rig';
import { GossipSamples } from '../support/gossip-samples';
import { mutated } from '../support/mutate';

/** How much of the junk is sealed with the right key, by somebody who went bad. */
const INSIDER_SHARE = 0.1;

/** What is thrown at a member: noise, damaged and foreign frames, and nonsense under the right key. */
export class JunkFrames {
  readonly #random: Random;
  readonly #samples: GossipSamples;
  readonly #insider: KeySealing;
  readonly #stranger: KeySealing;
  readonly #recorded: Buffer[];

  constructor(random: Random) {
    this.#random = random;
    this.#samples = new GossipSamples(random);
    const sealing = (letter: string) =>
      new KeySealing({
        keyring: ringOf(letter),
        seal: Buffer.from(this.#samples.bytes(8)).toString('hex'),
        epoch: { valueMs: 1_700_000_000_000 },
        guard: new ReplayGuard(undefined),
      });
    this.#insider = sealing('k');
    this.#stranger = sealing('x');
    // Sealed with the right key and never sent: a change of any bit makes them forgeries.
    this.#recorded = Array.from({ length: 200 }, () => this.#genuine(sealing('k')));
  }

  datagram(): Uint8Array {
    if (this.#random.next() < INSIDER_SHARE) return this.#nonsense();
    switch (this.#samples.below(4)) {
      case 0:
        return this.#samples.bytes(this.#samples.below(1_500));
      case 1:
        return this.#genuine(this.#stranger);
      default:
        return this.#damaged();
    }
  }

  /** A stream to its last byte, or what is left out of it. */
  stream(): Uint8Array {
    switch (this.#samples.below(5)) {
      case 0:
        return Uint8Array.from([0xff, 0xff, 0xff, 0xff, ...this.#samples.bytes(64)]);
      case 1:
        return this.#samples.bytes(200);
      case 2:
        return recordBytes(this.#damaged());
      case 3:
        return this.#question(Buffer.concat([Buffer.of(0x80), bomb]));
      default:
        return this.#question(this.#damagedBody());
    }
  }

  #damagedBody(): Uint8Array {
    const bytes = encodeRequest(this.#samples.request());
    const harmed = Buffer.concat([mutated(bytes, bytes, this.#random), Buffer.of(0xff)]);
    return encodeBody({ purpose: 'question', bytes: harmed });
  }

  #question(body: Uint8Array): Uint8Array {
    const question = this.#insider.sealQuestion(body, ZONE);
    if (question === undefined) throw new Error('no key');
    return recordBytes(question.frame);
  }

  #damaged(): Uint8Array {
    const one = this.#recorded[this.#samples.below(this.#recorded.length)] ?? bomb;
    const other = this.#recorded[this.#samples.below(this.#recorded.length)] ?? bomb;
    const harmed = mutated(one, other, this.#random);
    const isWhole = [one, other].some((frame) => Buffer.compare(frame, harmed) === 0);
    return isWhole ? this.#damaged() : harmed;
  }

  /** Counts of millions, kinds that there are not, packets that go on behind their end. */
  #nonsense(): Uint8Array {
    const packet = encodePacket(this.#samples.packet()).subarray(0, 1_300);
    const starts = [[0], [9], [5, 1, 0xff, 0xff, 0xff, 0xff, 0x0f], [3, 0, 0, 0, 0, 9]];
    const start = starts[this.#samples.below(starts.length)] ?? [];
    const frame = this.#insider.sealDatagram(Buffer.concat([Buffer.from(start), packet]), ZONE);
    if (frame === undefined) throw new Error('no key');
    return frame;
  }

  #genuine(sealing: KeySealing): Buffer {
    const ack = { kind: 'ack', sequence: 1, news: [this.#samples.news()] } as const;
    const frame = sealing.sealDatagram(encodePacket(ack).subarray(0, 1_300), ZONE);
    if (frame === undefined) throw new Error('no key');
    return frame;
  }
}

/** 64 MiB in 65 kB. */
const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024));
