import type { LogLevel } from '../log';

export interface LogRecord {
  readonly wallMs: number;
  readonly level: LogLevel;
  readonly part: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const MARKS: Record<LogLevel, readonly [color: number, mark: string]> = {
  debug: [2, '·'],
  info: [32, '●'],
  warn: [33, '▲ warning:'],
  error: [31, '✖ error:'],
};
const DIM = 2;

/** A line for a person at a terminal: `13:05:09 ● uplink connected  server=wss://…`. */
export function formatLogLine(record: LogRecord, colors: boolean): string {
  const { wallMs, level, part, message, fields } = record;
  const paint = (code: number, text: string) => (colors ? `\u001b[${code}m${text}\u001b[0m` : text);
  const time = new Date(wallMs).toTimeString().slice(0, 8);
  const details = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${paint(DIM, `${key}=`)}${plain(value)}`)
    .join('');
  const head = `${paint(DIM, time)} ${paint(...MARKS[level])} ${paint(DIM, part)} ${message}`;
  return details === '' ? `${head}\n` : `${head} ${details}\n`;
}

function plain(value: unknown): string {
  if (typeof value === 'string' && /^[\w./:@+-]+$/.test(value)) return value;
  if (value instanceof Error) return JSON.stringify(value.message);
  return JSON.stringify(value) ?? String(value);
}
