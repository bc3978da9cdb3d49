import type { Surroundings } from '@/common/expression/frame';
import { FUNCTIONS, functionTable } from '@/common/expression/function-table';
import { fromJson } from '@/common/expression/json';
import { Meter } from '@/common/expression/limits';
import type { Language } from '@/common/expression/parser';
import { createProgram } from '@/common/expression/program';
import { createRegex } from '@/common/expression/re2-regex';
import { ROOTS, scopeOf, treeScope } from '@/common/expression/scope';
import { reprOf } from '@/common/expression/show';
import type { Json } from '@/common/json';
import { seededRandom } from '@/common/random';
import { FakeClock } from '../../support/fake-clock';

export const LANGUAGE: Language = { functions: functionTable(FUNCTIONS), roots: ROOTS };

const REGEX = createRegex();

/** Values under their roots, as a test writes them. */
export function surroundings(data: Readonly<Record<string, Json>> = {}): Surroundings {
  const roots = Object.entries(data).map(([root, tree]) => [root, treeScope(fromJson(tree))]);
  return {
    scope: scopeOf(Object.fromEntries(roots)),
    clock: new FakeClock(),
    random: seededRandom(7),
    regex: REGEX,
  };
}

/** What an expression comes to, as Python's `repr` would write it. */
export function shown(
  text: string,
  around: Surroundings = surroundings(),
  language: Language = LANGUAGE,
): string {
  return reprOf(createProgram(text, language).evaluate(around), new Meter());
}
