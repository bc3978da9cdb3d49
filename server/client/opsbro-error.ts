/**
 * What every failed call throws. `code` is the server's (`NOT_FOUND`, `FORBIDDEN`, `UNAUTHORIZED`,
 * `BAD_REQUEST`, `CONFLICT`, `SERVICE_UNAVAILABLE`,
 * `TOO_MANY_REQUESTS` …), or `UNREACHABLE` when it was not reached, or
 * was not the server that was meant; `message` is a sentence for a person.
 */
export class OpsbroError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OpsbroError';
    this.code = code;
  }
}
