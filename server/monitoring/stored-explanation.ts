import { type Json, parseJson } from '@/common/json';
import { storableJson } from '../ingest/node-facts';

/** Deeper than any expression nests; PostgreSQL reads JSON with its stack. */
const DEPTH_MAX = 200;

/** The explanation that an agent gave, as a column can hold it; null for what is none. */
export function storedExplanation(json: string): Json {
  if (json === '' || depthOf(json) > DEPTH_MAX) return null;
  const stored = storableJson(json);
  const parsed = stored === undefined ? undefined : parseJson(stored);
  return Array.isArray(parsed) ? (parsed as readonly Json[]) : null;
}

/** How many lists and objects are open at most; brackets in texts count too, which harms nothing. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of json) {
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
