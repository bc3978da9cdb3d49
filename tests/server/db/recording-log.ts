import type { Log, LogLevel } from '@/common/log';

export interface RecordingLog extends Log {
  readonly lines: { level: LogLevel; message: string; fields: Record<string, unknown> }[];
  /** Messages of one level, in order. */
  messages(level: LogLevel): string[];
}

export function recordingLog(): RecordingLog {
  const lines: RecordingLog['lines'] = [];
  const at =
    (level: LogLevel) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      lines.push({ level, message, fields });
    };
  const log: RecordingLog = {
    lines,
    messages: (level) => lines.filter((line) => line.level === level).map((line) => line.message),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    part: () => log,
  };
  return log;
}
