export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * Where a part of the program says what it does. The message is constant and lower-case, the data
 * goes into `fields`. `error`: a person must act; `warn`: we coped; `info`: life-cycle; `debug`: protocol.
 */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  /** The log of one part, such as `uplink`; the name stands in every line. */
  part(name: string): Log;
}
