import { nearest } from '@/common/nearest';
import { defineFunction } from '../define-function';
import { Fault } from '../fault';

const CODES: ReadonlyMap<string, number> = new Map([
  ['red', 31],
  ['green', 32],
  ['yellow', 33],
  ['cyan', 36],
]);

/** From empty to full, an eighth of a cell each. */
const EIGHTHS = ' ▏▎▍▌▋▊▉█';
/** Around a circle, clockwise from the top. */
const RING = [
  [0, 2],
  [0, 3],
  [0, 4],
  [1, 5],
  [2, 6],
  [3, 5],
  [4, 4],
  [4, 3],
  [4, 2],
  [3, 1],
  [2, 0],
  [1, 1],
] as const;

export const DISPLAY_FUNCTIONS = [
  defineFunction({
    name: 'get_horizontal_bar',
    group: 'display',
    summary: 'A percentage as a bar of characters.',
    parameters: [
      { name: 'value', kind: 'number', help: 'From 0 to 100.' },
      {
        name: 'width',
        kind: 'integer',
        default: 80,
        help: 'Characters between the ends, 1 to 200.',
      },
    ],
    returns: 'a text',
    examples: [['get_horizontal_bar(50, width=10)', "'[█████     ]  50.0%'"]],
    run({ value, width }) {
      if (width < 1 || width > 200) throw new Fault(`width is from 1 to 200, found ${width}.`);
      const eighths = Math.round((share(value) * width * 8) / 100);
      const full = '█'.repeat(Math.floor(eighths / 8));
      const part = eighths % 8 === 0 ? '' : EIGHTHS.charAt(eighths % 8);
      return `[${(full + part).padEnd(width)}] ${percentText(value)}`;
    },
  }),
  defineFunction({
    name: 'get_donut',
    group: 'display',
    summary: 'A percentage as a ring of characters, five lines high.',
    parameters: [{ name: 'value', kind: 'number', help: 'From 0 to 100.' }],
    returns: 'a text of five lines',
    examples: [["get_donut(50).count('●')", '6']],
    run({ value }) {
      const full = Math.round((share(value) * RING.length) / 100);
      const rows = Array.from({ length: 5 }, () => Array.from('       '));
      for (const [at, [row, column]] of RING.entries()) {
        rows[row]?.splice(column, 1, at < full ? '●' : '○');
      }
      const label = `${Math.round(share(value))}%`.padStart(4).padEnd(5);
      rows[2]?.splice(1, 5, ...label);
      return rows.map((row) => row.join('').trimEnd()).join('\n');
    },
  }),
  defineFunction({
    name: 'colorize',
    group: 'display',
    summary: 'A text in a colour, for a terminal.',
    parameters: [
      { name: 'string', kind: 'text', help: 'The text.' },
      { name: 'color', kind: 'text', help: 'red, green, yellow or cyan.' },
    ],
    returns: 'a text',
    examples: [["len(colorize('ok', 'green'))", '11']],
    run({ string, color }) {
      const code = CODES.get(color);
      if (code !== undefined) return `\u001b[${code}m${string}\u001b[0m`;
      const near = nearest(color, CODES.keys());
      throw new Fault(
        `color is ${near ?? [...CODES.keys()].join(', ')}, found ${color.slice(0, 40)}.`,
      );
    },
  }),
];

function share(value: number): number {
  return Number.isNaN(value) ? 0 : Math.min(100, Math.max(0, value));
}

function percentText(value: number): string {
  return `${value.toFixed(1)}%`.padStart(6);
}
