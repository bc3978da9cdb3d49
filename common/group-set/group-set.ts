/** Which nodes are meant, as a tree: `linux & !(db | zone::lan)`. */
export type GroupSet =
  | { readonly is: 'every-node' }
  | { readonly is: 'group'; readonly group: string }
  | { readonly is: 'not'; readonly operand: GroupSet }
  | { readonly is: 'and' | 'or'; readonly operands: readonly GroupSet[] };

/** What one text may hold. */
export const GROUP_SET_LIMITS = {
  /** Characters. */
  length: 1_024,
  /** Parentheses and signs of negation inside of one another. */
  depth: 50,
  /** Names of groups, and stars. */
  terms: 128,
} as const;

export const GROUP_LENGTH_MAX = 128;

/** What begins with a name of a group; what is behind it is not looked at. */
export const GROUP_START = /[A-Za-z0-9_][A-Za-z0-9_.:@/+=-]*/y;

const GROUP = new RegExp(`^${GROUP_START.source}$`);

/**
 * Whether a detector, or a person, may call a group so. People give theirs in lower case on the
 * server; detected ones carry what a machine calls itself: `country::FR`, `zone::lan`.
 */
export function isGroupName(text: string): boolean {
  return text.length <= GROUP_LENGTH_MAX && GROUP.test(text);
}

/** The form of such a name, for people. */
export const GROUP_NAME_FORM = `letters, digits and _ first, and . : @ / + = - after that; at most ${GROUP_LENGTH_MAX} characters`;

/** @returns tells whether a node that is in these groups is meant */
export function compileGroupSet(set: GroupSet): (groups: ReadonlySet<string>) => boolean {
  switch (set.is) {
    case 'every-node':
      return () => true;
    case 'group':
      return (groups) => groups.has(set.group);
    case 'not': {
      const operand = compileGroupSet(set.operand);
      return (groups) => !operand(groups);
    }
    case 'and': {
      const operands = set.operands.map(compileGroupSet);
      return (groups) => operands.every((operand) => operand(groups));
    }
    case 'or': {
      const operands = set.operands.map(compileGroupSet);
      return (groups) => operands.some((operand) => operand(groups));
    }
  }
}
