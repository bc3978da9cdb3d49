import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { messageOf } from '@/common/errors';

/** A YAML file that could be read. */
export interface YamlText {
  readonly value: unknown;
  /** Where the key stands, or the nearest one around it: `/…/pack.yaml:3:1`. */
  at(keys: readonly PropertyKey[]): string;
  /** The comment above a key, as the original documents its parameters; empty without one. */
  commentAbove(key: string): string;
}

/** What is wrong with a file, as a sentence that begins with its place. */
class YamlFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'YamlFault';
  }
}

type YamlVersion = '1.1' | '1.2';

/**
 * @param version `1.1` for files of the original, in which `yes` is true
 * @throws {Error} whose message begins with the place, for a text that is no YAML
 */
export function readYaml(path: string, text: string, version: YamlVersion = '1.2'): YamlText {
  const { read, value } = readValue(path, text, version);
  // The tree is ten times the text and seldom asked again: whoever does so later has it read anew.
  const held = new WeakRef(read);
  const tree = () => held.deref() ?? readTree(path, text, version);
  return {
    value,
    at: (keys) => {
      const { document, placeOf } = tree();
      return placeOf(offsetOf(document.contents, keys));
    },
    commentAbove: (key) => commentAbove(tree().document, key),
  };
}

function readValue(path: string, text: string, version: YamlVersion) {
  try {
    const read = readTree(path, text, version);
    return { read, value: (read.document.toJS({ maxAliasCount: 100 }) ?? null) as unknown };
  } catch (error) {
    if (error instanceof YamlFault) throw error;
    throw new YamlFault(`${path}:1:1: ${messageOf(error)}.`);
  }
}

interface Tree {
  readonly document: ReturnType<typeof parseDocument>;
  placeOf(offset: number): string;
}

function readTree(path: string, text: string, version: YamlVersion): Tree {
  const lineCounter = new LineCounter();
  const placeOf = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${path}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  // The original's reader lets a key stand twice, and the last one counts.
  const uniqueKeys = version !== '1.1';
  const document = parseDocument(text, { lineCounter, prettyErrors: false, version, uniqueKeys });
  const [error] = document.errors;
  if (error !== undefined) throw new YamlFault(`${placeOf(error.pos[0])}: ${error.message}.`);
  return { document, placeOf };
}

function offsetOf(root: unknown, keys: readonly PropertyKey[]): number {
  let node = root;
  let offset = startOf(root);
  for (const key of keys) {
    const [place, inner] = childAt(node, key);
    if (place === undefined) break;
    offset = startOf(place) || offset;
    node = inner;
  }
  return offset;
}

/** The node to point at, and the one to go on from. */
function childAt(node: unknown, key: PropertyKey): readonly [unknown, unknown] {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    return [pair?.key, pair?.value];
  }
  const item = isSeq(node) ? node.items[Number(key)] : undefined;
  return [item, item];
}

function startOf(node: unknown): number {
  const { range } = Object(node) as { readonly range?: readonly number[] | null };
  return range?.[0] ?? 0;
}

function commentAbove(document: Tree['document'], key: string): string {
  const root: unknown = document.contents;
  if (!isMap(root)) return '';
  const index = root.items.findIndex((item) => isScalar(item.key) && item.key.value === key);
  const pair = root.items[index];
  if (pair === undefined || !isScalar(pair.key)) return '';
  // What stands above the first key belongs to the map, or to the whole document.
  const first = index === 0 ? [document.commentBefore ?? '', root.commentBefore ?? ''] : [];
  return [...first, pair.key.commentBefore ?? '']
    .join('\n')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
