import {
  deriveKey,
  type FrameHead,
  HEAD_BYTES,
  headBytes,
  type Purpose,
  readHead,
  sealFrame,
  TAG_BYTES,
  unsealFrame,
} from './frame';
import type { Keyring } from './keyring';
import type { ReplayGuard } from './replay-guard';
import type { Opened, OpenedQuestion, SealedQuestion, Sealing } from './sealing';
import type { DropCause } from './transport-counters';
import type { ZoneKey } from './zone-key';

export interface KeySealingOptions {
  readonly keyring: Keyring;
  /** This member's: the first 8 bytes of its id, hexadecimal. */
  readonly seal: string;
  readonly epoch: { readonly valueMs: number };
  readonly guard: ReplayGuard;
}

/** Derived keys that are remembered: each of them costs a hundred bytes, and several hashes to make. */
const KEYS_MAX = 16_384;

/**
 * Frames under the keys of zones. Each sender's run has a key of its own, so that its counters are
 * nonces and tell what was taken before. What is not authentic changes nothing, and costs no more
 * than finding that out.
 */
export class KeySealing implements Sealing {
  readonly overheadBytes = HEAD_BYTES + TAG_BYTES;
  readonly isOpen = false;
  readonly #options: KeySealingOptions;
  readonly #keys = new Map<string, Uint8Array>();
  #countedMs = 0;
  #counters: Record<Purpose, number> = { datagram: 0, stream: 0 };

  constructor(options: KeySealingOptions) {
    this.#options = options;
    options.keyring.onChange(() => this.#keys.clear());
  }

  sealDatagram(plaintext: Uint8Array, zone: string): Buffer | undefined {
    const zoneKey = this.#options.keyring.used(zone);
    if (zoneKey === undefined) return undefined;
    const head = this.#nextHead('datagram', zoneKey);
    return sealFrame(this.#ownKey(zoneKey, 'datagram', head), head, plaintext);
  }

  openDatagram(frame: Buffer): Opened | DropCause {
    const found = this.#judge('datagram', frame);
    if (typeof found === 'string') return found;
    if (found.isStale) return 'stale';
    return this.#unseal('datagram', found, frame);
  }

  sealQuestion(plaintext: Uint8Array, zone: string): SealedQuestion | undefined {
    const zoneKey = this.#options.keyring.used(zone);
    if (zoneKey === undefined) return undefined;
    const head = this.#nextHead('stream', zoneKey);
    const frame = sealFrame(this.#ownKey(zoneKey, 'stream', head), head, plaintext);
    return { frame, open: (answer) => openAnswer(zoneKey, headBytes(head), answer) };
  }

  judgeQuestion(start: Buffer): DropCause | undefined {
    const found = this.#judge('stream', start);
    return typeof found === 'string' ? found : undefined;
  }

  openQuestion(frame: Buffer): OpenedQuestion | DropCause {
    const found = this.#judge('stream', frame);
    if (typeof found === 'string') return found;
    const opened = this.#unseal('stream', found, frame);
    if (typeof opened === 'string') return opened;
    const question = headBytes(found.head);
    const answer = (plaintext: Uint8Array) => this.#answer(found.zoneKey, question, plaintext);
    return { ...opened, isStale: found.isStale, answer };
  }

  #answer(zoneKey: ZoneKey, question: Uint8Array, plaintext: Uint8Array): Buffer | undefined {
    if (this.#options.keyring.accepted(zoneKey.id) === undefined) return undefined;
    const head = this.#nextHead('stream', zoneKey);
    return sealFrame(deriveKey(zoneKey, 'answer', head, question), head, plaintext);
  }

  /** All that can be told without opening anything. */
  #judge(purpose: Purpose, frame: Buffer): Judged | DropCause {
    const { keyring, seal, epoch, guard } = this.#options;
    const head = readHead(frame);
    if (typeof head === 'string') return head;
    const zoneKey = keyring.accepted(head.keyId);
    if (zoneKey === undefined) return head.keyId === 0 ? 'unsealed' : 'unknown-key';
    // Nobody gets beyond whole numbers by counting.
    if (!Number.isSafeInteger(head.counter)) return 'forged';
    const isOwn = head.seal === seal && head.epochMs <= epoch.valueMs;
    if (isOwn && head.epochMs === epoch.valueMs) return 'own';
    const freshness = isOwn ? 'stale' : guard.judge(purpose, head);
    return freshness === 'replayed' ? freshness : { head, zoneKey, isStale: freshness === 'stale' };
  }

  #unseal(purpose: Purpose, { head, zoneKey, isStale }: Judged, frame: Buffer): Opened | DropCause {
    const name = nameOf(purpose, head);
    const known = this.#keys.get(name);
    const key = known ?? deriveKey(zoneKey, purpose, head);
    const plaintext = unsealFrame(key, frame);
    if (plaintext === undefined) return 'forged';
    if (!isStale) {
      if (known === undefined) this.#remember(name, key);
      this.#options.guard.take(purpose, head);
    }
    return { plaintext, seal: head.seal, zone: zoneKey.zone };
  }

  #nextHead(purpose: Purpose, { id }: ZoneKey): FrameHead {
    const { seal, epoch } = this.#options;
    if (this.#countedMs !== epoch.valueMs) {
      this.#countedMs = epoch.valueMs;
      this.#counters = { datagram: 0, stream: 0 };
    }
    const counter = this.#counters[purpose]++;
    return { keyId: id, seal, epochMs: epoch.valueMs, counter };
  }

  #ownKey(zoneKey: ZoneKey, purpose: Purpose, head: FrameHead): Uint8Array {
    const name = nameOf(purpose, head);
    return this.#keys.get(name) ?? this.#remember(name, deriveKey(zoneKey, purpose, head));
  }

  #remember(name: string, key: Uint8Array): Uint8Array {
    this.#keys.set(name, key);
    if (this.#keys.size > KEYS_MAX) {
      const [oldest] = this.#keys.keys();
      if (oldest !== undefined) this.#keys.delete(oldest);
    }
    return key;
  }
}

interface Judged {
  readonly head: FrameHead;
  readonly zoneKey: ZoneKey;
  readonly isStale: boolean;
}

function openAnswer(zoneKey: ZoneKey, question: Uint8Array, frame: Buffer): Opened | DropCause {
  const head = readHead(frame);
  if (typeof head === 'string') return head;
  if (head.keyId !== zoneKey.id) return 'unknown-key';
  const plaintext = unsealFrame(deriveKey(zoneKey, 'answer', head, question), frame);
  return plaintext === undefined ? 'forged' : { plaintext, seal: head.seal, zone: zoneKey.zone };
}

function nameOf(purpose: Purpose, { keyId, seal, epochMs }: FrameHead): string {
  return `${purpose} ${keyId} ${seal} ${epochMs}`;
}
