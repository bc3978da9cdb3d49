import { HEAD_BYTES, TAG_BYTES } from './frame';
import { RecordReader } from './record-reader';
import type { OpenedQuestion, Sealing } from './sealing';
import { decodeBody, type StreamBody } from './stream-body';
import type { DropCause } from './transport-counters';

export interface ReadQuestion {
  readonly opened: OpenedQuestion;
  readonly body: StreamBody;
  /** What came behind it. */
  readonly rest: Buffer;
}

/** Gathers the question of one stream; who has no key is found out by its first bytes. */
export class QuestionReader {
  readonly #sealing: Sealing;
  readonly #reader: RecordReader;
  #isLikely = false;

  constructor(sealing: Sealing, sizeBytesMax: number) {
    this.#sealing = sealing;
    this.#reader = new RecordReader(sizeBytesMax);
  }

  /** Its first bytes name a key that is known; the rest may yet be junk. */
  get isLikely(): boolean {
    return this.#isLikely;
  }

  /** @returns `undefined` until all is here, why it is none, or the question */
  push(chunk: Buffer): ReadQuestion | DropCause | undefined {
    this.#reader.push(chunk);
    if (this.#reader.isTooLarge) return 'too-large';
    const cause = this.#judgeStart();
    if (cause !== undefined) return cause;
    const done = this.#reader.done();
    return done === undefined ? undefined : this.#open(done.record, done.rest);
  }

  #judgeStart(): DropCause | undefined {
    if (this.#isLikely || this.#reader.haveBytes < HEAD_BYTES + TAG_BYTES) return undefined;
    const cause = this.#sealing.judgeQuestion(this.#reader.start());
    this.#isLikely = cause === undefined;
    return cause;
  }

  #open(record: Buffer, rest: Buffer): ReadQuestion | DropCause {
    const opened = this.#sealing.openQuestion(record);
    if (typeof opened === 'string') return opened;
    const body = decodeBody(opened.plaintext);
    return body === undefined ? 'malformed' : { opened, body, rest };
  }
}
