import { terminalCell, terminalJson, terminalText } from '@/common/terminal-text';

/** Where a command's words go; what a terminal would obey in them is shown instead. */
export interface CliOutput {
  line(text?: string): void;
  json(value: unknown): void;
  /** Columns as wide as they must be, without lines around them. */
  table(columns: readonly string[], rows: readonly (readonly string[])[]): void;
  /** To standard error: what went wrong, in a sentence. */
  error(sentence: string): void;
  /** To standard error: what is waited for; over the last one on a terminal. */
  step(text: string): void;
  /** Clears away the last step. */
  done(): void;
}

const GAP = 2;

export function createCliOutput({ stdout, stderr } = process): CliOutput {
  let shown = '';
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });

  const line = (text = '') => void stdout.write(`${terminalText(text)}\n`);

  function step(text: string): void {
    // Of `writing Series: 5000 rows` a file or a pipe gets the part that seldom changes.
    const [what = ''] = text.split(':');
    if (stderr.isTTY) stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns || 80) - 1)}`);
    else if (what !== shown) stderr.write(`${what}\n`);
    shown = what;
  }

  function done(): void {
    if (stderr.isTTY && shown !== '') stderr.write('\r\u001b[K');
    shown = '';
  }

  return {
    line,
    json: (value) => void stdout.write(`${terminalJson(value)}\n`),
    table(columns, raw) {
      const rows = raw.map((row) => row.map(terminalCell));
      const widths = columns.map((title, index) =>
        Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
      );
      for (const row of [columns, ...rows]) {
        line(
          row
            .map((cell, index) => cell.padEnd((widths[index] ?? 0) + GAP))
            .join('')
            .trimEnd(),
        );
      }
    },
    error(sentence) {
      done();
      stderr.write(`opsbro: ${terminalText(sentence)}\n`);
    },
    step,
    done,
  };
}
