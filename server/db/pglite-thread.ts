import type { Worker } from 'node:worker_threads';
import { messages } from '@electric-sql/pglite';
import { type Deferred, deferred } from './deferred';
import { startWorker } from './start-worker';
import type {
  StatementFailure,
  StatementResult,
  ThreadMessage,
  ThreadRequest,
} from './thread-message';

export interface PgliteThreadEvents {
  /** A line of PostgreSQL's log. */
  readonly onLog: (line: string) => void;
  /** Once, when a thread that was ready has ended for any reason but `close`. */
  readonly onDeath: (reason: string) => void;
}

/** The other end of `pglite-worker`: one thread with PostgreSQL in it, asked one thing at a time. */
export class PgliteThread {
  /** As PostgreSQL says it, see `SELECT version()`. */
  version = '';

  readonly #worker: Worker;
  readonly #events: PgliteThreadEvents;
  readonly #exited: Promise<void>;
  readonly #ready = deferred<void>();
  #pending: Deferred<StatementResult> | undefined;
  #state: 'starting' | 'ready' | 'closing' | 'dead' = 'starting';
  #reason: string | undefined;

  /** Starts the thread; `ready` says when its PostgreSQL is. */
  static async start(directory: string, events: PgliteThreadEvents): Promise<PgliteThread> {
    return new PgliteThread(await startWorker(directory), events);
  }

  private constructor(worker: Worker, events: PgliteThreadEvents) {
    this.#worker = worker;
    this.#events = events;
    this.#worker.on('message', (message: ThreadMessage) => this.#onMessage(message));
    this.#worker.on('error', (error) => this.#die(error.message));
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#die(`it exited with code ${code}`);
        resolve();
      });
    });
  }

  /** @throws {ThreadDied} when PostgreSQL does not start, with its own words. */
  ready(): Promise<void> {
    return this.#ready.promise;
  }

  /**
   * @throws {messages.DatabaseError} when PostgreSQL refuses the statement.
   * @throws {ThreadDied} when the thread ends before it has answered.
   */
  ask(request: ThreadRequest): Promise<StatementResult> {
    if (this.#state === 'dead') return Promise.reject(new ThreadDied(this.#reason));
    if (this.#pending !== undefined) return Promise.reject(new Error('it is still busy'));
    this.#pending = deferred();
    if (request.kind === 'close') this.#state = 'closing';
    this.#worker.postMessage(request);
    return this.#pending.promise;
  }

  /** Ends the thread in the middle of whatever it does; nothing that was committed is lost. */
  async kill(reason: string): Promise<void> {
    this.#die(reason);
    await this.#worker.terminate();
    await this.#exited;
  }

  #onMessage(message: ThreadMessage): void {
    switch (message.kind) {
      case 'ready':
        this.version = message.version;
        if (this.#state === 'starting') this.#state = 'ready';
        this.#ready.resolve();
        break;
      case 'log':
        this.#events.onLog(message.line);
        break;
      case 'crashed':
        this.#die(message.reason);
        break;
      case 'result':
        this.#take()?.resolve(message.result);
        break;
      case 'failure':
        this.#take()?.reject(toDatabaseError(message.failure));
        break;
    }
  }

  #take(): Deferred<StatementResult> | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    return pending;
  }

  #die(reason: string): void {
    if (this.#state === 'dead') return;
    const wasReady = this.#state === 'ready';
    this.#state = 'dead';
    this.#reason = reason;
    this.#ready.reject(new ThreadDied(reason));
    this.#take()?.reject(new ThreadDied(reason));
    if (wasReady) this.#events.onDeath(reason);
  }
}

/** The thread ended; whether a statement that was under way took effect is not known. */
export class ThreadDied extends Error {
  constructor(reason = 'the database is closed') {
    super(reason);
    this.name = 'ThreadDied';
  }
}

/** `@prisma/client` and our own code know it by class and SQLSTATE, as if it came from PGlite. */
function toDatabaseError({ message, ...fields }: StatementFailure): Error {
  if (fields.code === undefined) return new TypeError(message);
  return Object.assign(new messages.DatabaseError(message, message.length, 'error'), fields);
}
