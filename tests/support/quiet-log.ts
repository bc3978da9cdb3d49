import type { Log } from '@/common/log';

/** A log that keeps its lines for a test to look at. */
export class QuietLog implements Log {
  readonly lines: { level: string; message: string; fields: Record<string, unknown> }[] = [];

  debug(message: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'debug', message, fields });
  }

  info(message: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'info', message, fields });
  }

  warn(message: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'warn', message, fields });
  }

  error(message: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'error', message, fields });
  }

  part(): Log {
    return this;
  }
}
