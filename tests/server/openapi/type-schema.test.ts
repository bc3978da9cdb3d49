import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readProcedures } from '@/scripts/api/read-procedures';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-test-types-'));
  mkdirSync(join(directory, 'server/openapi'), { recursive: true });
  const compilerOptions = { strict: true, lib: ['es2023'], target: 'es2023', types: [] };
  const config = { compilerOptions, include: ['**/*.ts'] };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** What the API would be if a procedure answered with this type. */
function read(type: string, declarations = '') {
  const text = `${declarations}\nexport type ApiShape = {
  noun: {
    /** Says\n * it. */
    verb: { output: ${type} };
  };
};`;
  writeFileSync(join(directory, 'server/openapi/api-shape.ts'), text);
  const { procedures, schemas } = readProcedures(directory);
  return { procedure: procedures[0], schemas };
}

test('a procedure has its path and its comment', () => {
  expect(read('string').procedure).toEqual({
    path: 'noun.verb',
    about: expect.stringMatching(/^Says\s+it\.$/),
    output: { type: 'string' },
  });
});

test.each<[string, unknown]>([
  ['void', { type: 'null' }],
  ['number | null', { anyOf: [{ type: 'null' }, { type: 'number' }] }],
  ['boolean | undefined', { anyOf: [{ type: 'boolean' }, { type: 'null' }] }],
  ["'b' | 'a'", { enum: ['a', 'b'] }],
  ["'a' | 1 | null", { anyOf: [{ enum: [1, 'a'] }, { type: 'null' }] }],
  ['true', { const: true }],
  ['readonly string[]', { type: 'array', items: { type: 'string' } }],
  [
    '[string, number]',
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false },
  ],
  ['Record<string, number>', { type: 'object', additionalProperties: { type: 'number' } }],
  [
    '{ a: string } & { readonly b?: number }',
    {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'number' } },
      required: ['a'],
    },
  ],
  ['unknown', {}],
  ['AsyncIterable<string>', { type: 'string' }],
])('%s is told as it comes', (type, schema) => {
  expect(read(type).procedure?.output).toEqual(schema);
});

test('a named type is described once, with what is said of it, also when it holds itself', () => {
  const { procedure, schemas } = read(
    'readonly Tree[]',
    '/** A tree. */\ninterface Tree {\n  /** What hangs on it. */\n  readonly branches: Tree[];\n}',
  );
  const reference = { $ref: '#/components/schemas/Tree' };
  expect(procedure?.output).toEqual({ type: 'array', items: reference });
  expect(schemas).toEqual({
    Tree: {
      type: 'object',
      description: 'A tree.',
      properties: {
        branches: { type: 'array', items: reference, description: 'What hangs on it.' },
      },
      required: ['branches'],
    },
  });
});

describe('what scripts could not read as JSON is refused, with its place', () => {
  test.each(['Date', 'Uint8Array', 'bigint', 'Map<string, string>', '() => void', 'symbol'])(
    '%s',
    (type) => {
      expect(() => read(`{ deep: readonly { wrong: ${type} }[] }`)).toThrow(
        /^noun\.verb\.deep\[\]\.wrong: .* cannot be told as plain JSON\.$/,
      );
    },
  );
});
