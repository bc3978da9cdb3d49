import { mkdirSync } from 'node:fs';
import pino, { type Logger } from 'pino';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import type { Clock } from '../clock';
import type { Log, LogLevel } from '../log';
import { formatLogLine } from './log-line';

export interface LogOutputOptions {
  readonly clock: Clock;
  readonly level: LogLevel;
  /** Where the files of the parts go, `<part>.log`; made when it is missing. Without it, no files. */
  readonly directory?: string;
  /** How large a file grows before it is set aside; 5 MB unless given. */
  readonly fileSizeBytes?: number;
  /** How many files that were set aside are kept of each part; 5 unless given. */
  readonly filesKept?: number;
  /** Where lines go besides; none for a program that prints something else. */
  readonly console?: LogConsole;
}

/** What standard output offers. */
export interface LogConsole {
  write(text: string): unknown;
  /** A person reads along: short lines instead of JSON. */
  readonly isTTY?: boolean;
  readonly colors?: boolean;
}

export interface LogOutput {
  readonly log: Log;
  /** Resolves when every line is in its file. */
  close(): Promise<void>;
}

const FILE_SIZE_BYTES = 5_000_000;
const FILES_KEPT = 5;
const PART_FORM = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * The log of a process: a JSON line for each message in the file of its part, which rotates by
 * size, and on the console.
 * @param part what lines say that come from no named part
 */
export function createLogOutput(part: string, options: LogOutputOptions): LogOutput {
  const files = new LogFiles(options);
  const parts = new Map<string, Log>();
  const partLog = (name: string): Log => {
    const known = parts.get(name);
    if (known !== undefined) return known;
    if (!PART_FORM.test(name)) throw new Error(`log part ${name}: expected lower-case words and -`);
    const made = createPartLog(name, options, files, partLog);
    parts.set(name, made);
    return made;
  };
  return { log: partLog(part), close: () => files.close() };
}

function createPartLog(
  part: string,
  options: LogOutputOptions,
  files: LogFiles,
  partLog: (name: string) => Log,
): Log {
  const { clock, level, console } = options;
  const pretty = console?.isTTY === true;
  const lines: Logger = pino(
    {
      level,
      base: { part },
      timestamp: () => `,"time":"${new Date(clock.wallMs()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write(line: string) {
        files.write(part, line);
        if (!pretty) console?.write(line);
      },
    },
  );
  const at =
    (name: LogLevel) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      if (!lines.isLevelEnabled(name)) return;
      lines[name](fields, message);
      if (!pretty) return;
      const record = { wallMs: clock.wallMs(), level: name, part, message, fields };
      console.write(formatLogLine(record, console.colors === true));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    part: partLog,
  };
}

/** One rotating file for each part, opened at its first line. */
class LogFiles {
  readonly #options: LogOutputOptions;
  readonly #streams = new Map<string, RotatingFileStream>();
  #closed = false;

  constructor(options: LogOutputOptions) {
    this.#options = options;
    if (options.directory !== undefined) {
      mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    }
  }

  write(part: string, line: string): void {
    const { directory } = this.#options;
    if (directory === undefined || this.#closed) return;
    const stream = this.#streams.get(part) ?? this.#open(directory, part);
    stream.write(line);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#streams.values()].map((stream) => ended(stream)));
  }

  #open(directory: string, part: string): RotatingFileStream {
    const { fileSizeBytes = FILE_SIZE_BYTES, filesKept = FILES_KEPT } = this.#options;
    const stream = createStream(rotatedName(part), {
      path: directory,
      size: `${fileSizeBytes}B`,
      rotate: filesKept,
      mode: 0o600,
    });
    // A full disk must not end the process; the console still has the line.
    stream.on('error', () => this.#streams.delete(part));
    this.#streams.set(part, stream);
    return stream;
  }
}

/** `agent.log`, then `agent.1.log` … for those set aside, the newest first. */
function rotatedName(part: string): (index: number | Date | null) => string {
  return (index) => (typeof index === 'number' ? `${part}.${index}.log` : `${part}.log`);
}

function ended(stream: RotatingFileStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.end(() => resolve());
  });
}
