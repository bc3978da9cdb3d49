import { signatureOf } from './bind-arguments';
import type { ExpressionFunction, FunctionGroup, Parameter } from './define-function';
import { FUNCTION_GROUPS } from './define-function';
import { BASIC_FUNCTIONS } from './functions/basic';
import { CLUSTER_FUNCTIONS } from './functions/cluster';
import { DISPLAY_FUNCTIONS } from './functions/display';
import { FILESYSTEM_FUNCTIONS } from './functions/filesystem';
import { HASH_FUNCTIONS } from './functions/hash';
import { LOGIC_FUNCTIONS } from './functions/logic';
import { NETWORK_FUNCTIONS } from './functions/network';
import { RANDOM_FUNCTIONS } from './functions/random';
import { STRING_FUNCTIONS } from './functions/string';
import { SYSTEM_FUNCTIONS } from './functions/system';
import { TIME_FUNCTIONS } from './functions/time';

/** Those that come with the language. */
export const FUNCTIONS: readonly ExpressionFunction[] = [
  ...BASIC_FUNCTIONS,
  ...STRING_FUNCTIONS,
  ...HASH_FUNCTIONS,
  ...TIME_FUNCTIONS,
  ...RANDOM_FUNCTIONS,
  ...DISPLAY_FUNCTIONS,
  ...LOGIC_FUNCTIONS,
  ...FILESYSTEM_FUNCTIONS,
  ...SYSTEM_FUNCTIONS,
  ...NETWORK_FUNCTIONS,
  ...CLUSTER_FUNCTIONS,
];

/** @throws {Error} when two have one name */
export function functionTable(
  functions: readonly ExpressionFunction[],
): ReadonlyMap<string, ExpressionFunction> {
  const table = new Map<string, ExpressionFunction>();
  for (const each of functions) {
    if (table.has(each.name)) throw new Error(`There are two functions ${each.name}.`);
    table.set(each.name, each);
  }
  for (const [former, name] of FORMER_NAMES) {
    const known = table.get(name);
    if (known !== undefined && !table.has(former)) table.set(former, known);
  }
  return table;
}

/** What functions were called in packs of the original that are still around. */
const FORMER_NAMES = [
  ['get_os', 'system_get_os'],
  ['hosting_context_is_active', 'hosting_driver_is_active'],
] as const;

/** What the command, the page and the handbook say of a function. */
export interface FunctionDoc {
  readonly name: string;
  readonly group: FunctionGroup;
  /** `grep_file(string, path, regexp=False)` */
  readonly signature: string;
  readonly summary: string;
  readonly returns: string;
  readonly needsHost: boolean;
  readonly parameters: readonly {
    readonly name: string;
    readonly kind: Parameter['kind'];
    readonly help: string;
    readonly isOptional: boolean;
    /** What it is when it is not given; null where there is none. */
    readonly default: string | number | boolean | null;
  }[];
  readonly examples: readonly { readonly expression: string; readonly result: string }[];
}

/** In the order of the groups, then by name; each once, however many names lead to it. */
export function describeFunctions(functions: Iterable<ExpressionFunction>): FunctionDoc[] {
  const place = ({ group }: FunctionDoc) => FUNCTION_GROUPS.indexOf(group);
  return Array.from(new Set(functions), describe).sort(
    (left, right) => place(left) - place(right) || left.name.localeCompare(right.name),
  );
}

function describe(each: ExpressionFunction): FunctionDoc {
  const { name, group, summary, returns, parameters, examples, needs } = each;
  return {
    name,
    group,
    signature: signatureOf(each),
    summary,
    returns,
    needsHost: needs === 'host',
    parameters: parameters.map((parameter) => ({
      name: parameter.name,
      kind: parameter.kind,
      help: parameter.help,
      isOptional: parameter.rest === true || parameter.default !== undefined,
      default: parameter.default ?? null,
    })),
    examples: examples.map(([expression, result]) => ({ expression, result })),
  };
}
