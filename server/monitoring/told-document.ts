import {
  ALL_KEYS,
  allKeys,
  type DocumentKind,
  type NodeDocument,
  readDocument,
} from '@/common/domain/node-document';
import { parseJson } from '@/common/json';

/** A document that is what its kind says. */
export interface ToldDocument {
  readonly kind: DocumentKind;
  readonly key: string;
  /** As its schema reads it, so that nothing else of what was sent gets into the database. */
  readonly content: unknown;
}

/**
 * The newest of each key. What is not of its form, such as of another version, is left out.
 * @returns also how many were
 */
export function readTold(documents: readonly NodeDocument[]): {
  readonly told: readonly ToldDocument[];
  readonly illFormed: number;
} {
  const byKey = new Map(documents.map((one) => [`${one.kind} ${one.key}`, one]));
  const read = [...byKey.values()].map(({ kind, key, json }) => {
    return { kind, key, content: contentOf(kind, key, json) };
  });
  const told = read.filter(({ content }) => content !== undefined);
  return { told, illFormed: read.length - told.length };
}

function contentOf(kind: DocumentKind, key: string, json: string): unknown {
  if (key === ALL_KEYS) return allKeys.safeParse(parseJson(json)).data;
  const content = readDocument(kind, json);
  if (content === undefined) return undefined;
  return key === ownKey(content) ? content : undefined;
}

/** A document says itself whose it is; single ones have an empty key. */
function ownKey(content: object): string {
  if ('id' in content) return String(content.id);
  return 'name' in content ? String(content.name) : '';
}
