import { nearest } from '@/common/nearest';
import { ExpressionError, type Span } from './fault';
import { createPath, type Path } from './path';
import type { Node, ReferenceNode } from './syntax';

export interface ReferenceReader {
  readonly source: string;
  readonly roots: ReadonlySet<string>;
  /** Reads a stretch of the source as an expression of its own. @throws {ExpressionError} */
  expression(within: Span): Node;
}

/** What a default may be without quotes, as the original had it: `UNKNOWN`, `n/a`, `not known`. */
const BARE = /^[\w .,:/%+*'-]*$/;

/**
 * Reads `{{path}}`, `{{path|path}}` or `{{path||default}}`.
 * @throws {ExpressionError}
 */
export function readReference(reader: ReferenceReader, span: Span): ReferenceNode {
  const { source } = reader;
  const end = span.end - 2;
  const first = readPath(reader, { start: span.start + 2, end }, undefined);
  const paths: [Path, ...Path[]] = [first.path];
  let at = first.end;
  while (at < end) {
    const isDefault = source.startsWith('||', at);
    const start = at + (isDefault ? 2 : 1);
    const alternative = isDefault ? undefined : readAlternative(reader, { start, end }, first.path);
    if (alternative === undefined) {
      const otherwise = readDefault(reader, { start, end });
      return { kind: 'reference', paths, otherwise, ...span };
    }
    paths.push(alternative.path);
    at = alternative.end;
  }
  return { kind: 'reference', paths, otherwise: undefined, ...span };
}

interface ReadPath {
  readonly path: Path;
  readonly end: number;
}

/**
 * What stands behind a single `|`. For parameters it is the next one to try. A collector has no
 * use for that, so whoever writes `{{collector.x|UNKNOWN}}` means a default, as with `||`.
 */
function readAlternative(reader: ReferenceReader, within: Span, first: Path): ReadPath | undefined {
  const { source, roots } = reader;
  const [, word = '', dot] =
    /^\s*(\w{1,64})(\.)?/.exec(source.slice(within.start, within.end)) ?? [];
  if (dot !== undefined && roots.has(word)) return readPath(reader, within, undefined);
  return first.root === 'parameters' ? readPath(reader, within, first.root) : undefined;
}

/** @param root what the path hangs on when its first word is not to name that */
function readPath(reader: ReferenceReader, within: Span, root: string | undefined): ReadPath {
  const { segments, end } = readSegments(reader.source, within);
  if (root !== undefined) return { path: createPath(root, segments), end };
  const [first = '', ...rest] = segments;
  const span = { start: within.start, end };
  if (!reader.roots.has(first)) throw unknownRoot(reader, span, first);
  if (rest.length > 0) return { path: createPath(first, rest), end };
  throw new ExpressionError(
    reader.source,
    span,
    `expected a path below ${first}, such as {{${first}.name}}.`,
  );
}

function unknownRoot(
  { source, roots }: ReferenceReader,
  span: Span,
  found: string,
): ExpressionError {
  const near = nearest(found, roots);
  const known = `expected one of ${[...roots].join(', ')}`;
  const meant = near === undefined ? known : `did you mean ${near}`;
  const problem = `there is nothing called ${JSON.stringify(found.slice(0, 40))} to look in; ${meant}${near === undefined ? '.' : '?'}`;
  return new ExpressionError(source, span, problem);
}

interface Segments {
  readonly segments: readonly string[];
  readonly end: number;
}

const SEGMENTS_MAX = 32;

/** Words between dots; one in double quotes may have dots and bars inside: `."/mnt/a.b".`. */
function readSegments(source: string, { start, end }: Span): Segments {
  const segments: string[] = [];
  let at = start;
  for (;;) {
    const segment = readSegment(source, at, end);
    segments.push(segment.text);
    at = segment.end;
    if (segment.text === '' || segments.length > SEGMENTS_MAX) {
      const problem =
        segment.text === ''
          ? 'expected a name here in the path.'
          : `a path has at most ${SEGMENTS_MAX} names.`;
      throw new ExpressionError(source, { start: segment.start, end: at }, problem);
    }
    if (at >= end || source.charAt(at) !== '.') return { segments, end: at };
    at += 1;
  }
}

function readSegment(source: string, start: number, end: number) {
  const lead = /^\s*/.exec(source.slice(start, end))?.[0].length ?? 0;
  if (source.charAt(start + lead) === '"') return readQuotedSegment(source, start + lead, end);
  let at = start;
  while (at < end && !'.|'.includes(source.charAt(at))) at += 1;
  return { text: source.slice(start, at).trim(), start, end: at };
}

function readQuotedSegment(source: string, start: number, end: number) {
  const close = source.indexOf('"', start + 1);
  const rest = /^\s*/.exec(source.slice(close + 1, end))?.[0].length ?? 0;
  const next = close + 1 + rest;
  if (close !== -1 && close < end && (next >= end || '.|'.includes(source.charAt(next)))) {
    return { text: source.slice(start + 1, close), start, end: next };
  }
  throw new ExpressionError(source, { start, end: start + 1 }, 'expected " and then . | or }}.');
}

/** An expression; or, as the original had it, a text without quotes. */
function readDefault(reader: ReferenceReader, within: Span): Node {
  const text = reader.source.slice(within.start, within.end).trim();
  const bare: Node = { kind: 'literal', value: text, ...within };
  if (text === '') return bare;
  const [, word = ''] = /^(\w{1,64})\./.exec(text) ?? [];
  if (reader.roots.has(word)) {
    const { path, end } = readPath(reader, within, undefined);
    if (end >= within.end)
      return { kind: 'reference', paths: [path], otherwise: undefined, ...within };
  }
  try {
    return reader.expression(within);
  } catch (error) {
    if (error instanceof ExpressionError && BARE.test(text)) return bare;
    throw error;
  }
}
