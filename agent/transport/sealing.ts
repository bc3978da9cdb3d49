import type { DropCause } from './transport-counters';

/** Who said something, proven by the key of a zone; both empty where nothing is sealed. */
export interface Origin {
  /** The first 8 bytes of the member's id, hexadecimal. */
  readonly seal: string;
  /** Whose key it was. */
  readonly zone: string;
}

export interface Opened extends Origin {
  readonly plaintext: Buffer;
}

/** A question that arrived over a stream. */
export interface OpenedQuestion extends Opened {
  /** A later run of its sender is known: it is told so, and nothing else. */
  readonly isStale: boolean;
  /** Ties the answer to this very question. @returns nothing when its key was retired meanwhile */
  answer(plaintext: Uint8Array): Buffer | undefined;
}

/** A question to be sent over a stream. */
export interface SealedQuestion {
  readonly frame: Buffer;
  /** Opens the answer to this very question. */
  open(answer: Buffer): Opened | DropCause;
}

/** Makes frames of what is said, and finds out of frames what was said and by whom. */
export interface Sealing {
  /** Bytes of a datagram beside what is said in it. */
  readonly overheadBytes: number;
  /** Whether addresses beyond this machine may be spoken with. */
  readonly isOpen: boolean;
  /** @returns nothing where there is no key for that zone */
  sealDatagram(plaintext: Uint8Array, zone: string): Buffer | undefined;
  openDatagram(frame: Buffer): Opened | DropCause;
  sealQuestion(plaintext: Uint8Array, zone: string): SealedQuestion | undefined;
  /** Judges a question by its first bytes, before the rest of it is waited for. */
  judgeQuestion(start: Buffer): DropCause | undefined;
  openQuestion(frame: Buffer): OpenedQuestion | DropCause;
}
