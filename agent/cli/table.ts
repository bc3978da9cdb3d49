import Table from 'cli-table3';
import { terminalCell } from '@/common/terminal-text';
import type { Output } from './output';
import { cutText, textWidth } from './text-width';

export interface TableData {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
}

export interface TableColumn {
  readonly title: string;
  /** Numbers stand right. */
  readonly align?: 'left' | 'right';
  /** Gives way when the terminal is too narrow; the least important text. */
  readonly flexible?: true;
}

/** Columns of a terminal between two of the table. */
export const GAP = 2;
/** A flexible column gives way down to this. */
export const FLEXIBLE_WIDTH_MIN = 12;

/** Columns without lines around them: a title, then a row each, as wide as the terminal at most. */
export function renderTable({ columns, rows: raw }: TableData, output: Output): string {
  const rows = raw.map((row) => row.map(terminalCell));
  const widths = squeeze(columns, naturalWidths(columns, rows), output.width);
  const table = new Table({
    head: columns.map(({ title }) => output.paint('dim', title)),
    colAligns: columns.map(({ align = 'left' }) => align),
    colWidths: widths.map((width) => width + GAP),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    chars: NO_LINES,
  });
  for (const row of rows) table.push(row.map((cell, index) => cutText(cell, widths[index] ?? 0)));
  return `${table.toString().replace(/[ \t]+$/gm, '')}\n`;
}

function naturalWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): number[] {
  return columns.map(({ title }, index) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[index] ?? ''))),
  );
}

/** Takes what is missing from the flexible columns, the widest first. */
function squeeze(columns: readonly TableColumn[], natural: number[], widthMax: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width + GAP, -GAP);
  while (total() > widthMax) {
    let widest = -1;
    for (const [index, width] of widths.entries()) {
      const canShrink = columns[index]?.flexible === true && width > FLEXIBLE_WIDTH_MIN;
      if (canShrink && width > (widths[widest] ?? 0)) widest = index;
    }
    if (widest === -1) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const;
