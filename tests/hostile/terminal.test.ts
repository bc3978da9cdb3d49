import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Output } from '@/agent/cli/output';
import { renderTable } from '@/agent/cli/table';
import { terminalCell, terminalJson, terminalText } from '@/common/terminal-text';
import { createCliOutput } from '@/server/cli/cli-output';
import { PAYLOADS } from './support/payloads';

/** What a terminal would obey, or read in another order than it is written. */
const OBEYED = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** Colours of our own are let through, since our own lines have them. */
const withoutColours = (text: string) =>
  text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[(0|1|2|3[1236])m`, 'g'), '');
const plain = {
  width: 80,
  paint: (_: string, text: string) => text,
} as Output;

test.each(PAYLOADS)('%j reaches no terminal as it is', (payload) => {
  const text = terminalText(payload);
  expect(withoutColours(text).replaceAll('\t', '')).not.toMatch(OBEYED);
  expect(terminalCell(payload)).not.toContain('\n');
  const json = terminalJson({ payload });
  expect(json).not.toMatch(OBEYED);
  expect(JSON.parse(json)).toEqual({ payload });
});

test('ordinary text stays, with the accents, the colours and the lines that it has', () => {
  const text = 'Zürich 東京 👨‍👩‍👧 \u001b[31mred\u001b[0m\n\tnext';
  expect(terminalText(text)).toBe(text);
});

describe('a table', () => {
  const rows = PAYLOADS.map((payload) => [payload, 'x']);

  test('of the agent has as many lines as rows, and says nothing to the terminal', () => {
    const columns = [{ title: 'NAME', flexible: true as const }, { title: 'STATE' }];
    const text = renderTable({ columns, rows }, plain);
    expect(withoutColours(text)).not.toMatch(OBEYED);
    expect(text.trimEnd().split('\n')).toHaveLength(rows.length + 1);
  });

  test('of the server likewise', () => {
    let text = '';
    const stream = new Writable({
      write(piece, _, done) {
        text += String(piece);
        done();
      },
    });
    const streams = { stdout: stream, stderr: stream } as unknown as typeof process;
    const output = createCliOutput(streams);
    output.table(['NAME', 'STATE'], rows);
    output.line('\u001b]0;x\u0007');
    output.error('\u001b[2J');
    expect(withoutColours(text)).not.toMatch(OBEYED);
    expect(text.trimEnd().split('\n')).toHaveLength(rows.length + 3);
  });
});
