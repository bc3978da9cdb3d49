/** Failures we expect and name. Anything else that is thrown is a bug. */
export type ErrorCode =
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'FORBIDDEN'
  | 'UNAUTHENTICATED'
  | 'INVALID'
  | 'UNREACHABLE'
  | 'BUSY'
  /** Of one address, person or token; `BUSY` is for what anybody would meet. */
  | 'TOO_MANY';

const brand = Symbol.for('opsbro.app-error');

interface AppErrorOptions extends ErrorOptions {
  /** When it may go well; the message says so too. */
  readonly retryAfterMs?: number;
}

/** An expected failure: `message` may be shown to a person, `cause` goes only to the log. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly [brand] = true;

  constructor(code: ErrorCode, message: string, options?: AppErrorOptions) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.retryAfterMs = options?.retryAfterMs;
  }

  /** Ask this, not `instanceof`: Next runs its own copies of this module. */
  static is(value: unknown): value is AppError {
    return value instanceof Error && brand in value;
  }
}

/** The words of whatever was thrown, for a log line or a state's reason. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
