import type { FactValue } from '@/common/domain/fact';
import type { CollectorValues } from '../expression/collector-scope';

const ANSWERS_MAX = 200;
const DEPTH_MAX = 8;

/**
 * What may follow what somebody has typed of a reference: keys of collectors and parameters.
 * @param text `collector.mem`, `parameters.`
 */
export function completePath(
  text: string,
  collectors: Pick<CollectorValues, 'names' | 'data'>,
  parameters: readonly string[],
): string[] {
  const found = new Set<string>();
  for (const path of candidates(text, collectors, parameters)) {
    if (path.startsWith(text)) found.add(path);
  }
  return [...found].sort().slice(0, ANSWERS_MAX);
}

function* candidates(
  text: string,
  collectors: Pick<CollectorValues, 'names' | 'data'>,
  parameters: readonly string[],
): Generator<string> {
  for (const name of parameters) yield `parameters.${name}`;
  for (const name of collectors.names()) {
    const place = `collector.${name}`;
    if (!place.startsWith(text) && !text.startsWith(place)) continue;
    yield place;
    const data = collectors.data(name);
    for (const { series } of data?.samples ?? []) yield `collector.${series.path}`;
    yield* pathsIn(data?.facts ?? null, place, 1);
  }
}

function* pathsIn(facts: FactValue, place: string, depth: number): Generator<string> {
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts) || depth > DEPTH_MAX) {
    return;
  }
  for (const [key, inner] of Object.entries(facts)) {
    yield `${place}.${key}`;
    yield* pathsIn(inner, `${place}.${key}`, depth + 1);
  }
}
