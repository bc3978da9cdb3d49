import { Duplex } from 'node:stream';
import { messageOf } from '@/common/errors';

/** Reaches the other end; gives up when `signal` ends. */
export type OpenStream = (signal: AbortSignal) => Promise<Duplex>;

/**
 * A stream whose other end is still being reached: what is written meanwhile waits, and whoever
 * writes more is told to. One that is not reached ends with the error that `open` gave.
 */
export class LateStream extends Duplex {
  readonly #giveUp = new AbortController();
  #inner: Duplex | undefined;
  /** What was asked of the other end before there was one; a stream asks one thing at a time. */
  #waiting: ((inner: Duplex) => void) | undefined;

  constructor(open: OpenStream) {
    super({ allowHalfOpen: true });
    open(this.#giveUp.signal).then(
      (inner) => this.#adopt(inner),
      (error: unknown) => this.destroy(asError(error)),
    );
  }

  override _read(): void {
    this.#inner?.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void) {
    this.#ask((inner) => inner.write(chunk, encoding, done));
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#ask((inner) => inner.end(() => done()));
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#giveUp.abort();
    this.#inner?.destroy();
    done(error);
  }

  #ask(what: (inner: Duplex) => void): void {
    if (this.#inner === undefined) this.#waiting = what;
    else what(this.#inner);
  }

  #adopt(inner: Duplex): void {
    inner.on('error', (error) => this.destroy(error));
    if (this.destroyed) {
      inner.destroy();
      return;
    }
    this.#inner = inner;
    inner.on('data', (chunk) => {
      if (!this.push(chunk)) inner.pause();
    });
    inner.once('end', () => this.push(null));
    inner.once('close', () => {
      if (!inner.readableEnded || !inner.writableFinished) this.destroy();
    });
    inner.resume();
    this.#waiting?.(inner);
    this.#waiting = undefined;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(messageOf(error));
}
