import { terminalJson, terminalText } from '@/common/terminal-text';
import type { TableData } from './table';
import { cutText } from './text-width';

/** Where a command's words go. Colours only for people who want them; width of their terminal. */
export interface Output {
  readonly colors: boolean;
  /** Columns of the terminal; endless for a file or a pipe. */
  readonly width: number;
  /** A person reads it, not a file or another program. */
  readonly isTerminal: boolean;
  /** What a terminal would obey in it is shown instead; so in all but `write`. */
  line(text?: string): void;
  /** As it stands. */
  write(text: string): void;
  json(value: unknown): void;
  table(table: TableData): Promise<void>;
  /** What is being waited for, in one line that the next takes the place of; for people alone. */
  progress(text: string): void;
  /** To standard error: what went wrong, in a sentence. */
  error(sentence: string): void;
  /** Colours `text` when colours are wanted. */
  paint(paint: Paint, text: string): string;
}

export type Paint = keyof typeof CODES;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export function createOutput({ noColor }: { readonly noColor: boolean }): Output {
  const { stdout, stderr } = process;
  const colors = stdout.isTTY === true && !noColor;
  endQuietlyWithReader();
  const paint = (code: Paint, text: string) =>
    colors ? `\u001b[${CODES[code]}m${text}\u001b[0m` : text;
  const progress = progressLine(stderr);
  const say = (text: string) => {
    progress.clear();
    stdout.write(text);
  };
  const output: Output = {
    colors,
    width: stdout.isTTY === true ? stdout.columns : Number.POSITIVE_INFINITY,
    isTerminal: stdout.isTTY === true,
    write: (text) => void stdout.write(text),
    line: (text = '') => say(`${terminalText(text)}\n`),
    json: (value) => say(`${terminalJson(value)}\n`),
    async table(table) {
      const { renderTable } = await import('./table');
      say(renderTable(table, output));
    },
    progress: progress.show,
    error(sentence) {
      progress.clear();
      stderr.write(`opsbro: ${terminalText(sentence)}\n`);
    },
    paint,
  };
  return output;
}

/** Written over by what comes next, so that nothing of it stays. */
function progressLine(stream: NodeJS.WriteStream) {
  let isShown = false;
  return {
    show(text: string) {
      if (stream.isTTY !== true) return;
      isShown = true;
      stream.write(`\r\u001b[2K${cutText(terminalText(text), stream.columns - 1)}`);
    },
    clear() {
      if (isShown) stream.write('\r\u001b[2K');
      isShown = false;
    },
  };
}

/** `opsbro … | head` closes the pipe early; that is no failure. */
function endQuietlyWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
