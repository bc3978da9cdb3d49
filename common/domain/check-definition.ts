/** A check as its file says it; expressions are texts still. */
export interface CheckDefinition {
  readonly summary: string;
  /** Runs only on these nodes, by a group set expression; null for all. */
  readonly group: string | null;
  /** Runs only where this expression is true. */
  readonly condition: string | null;
  readonly intervalMs: number;
  /** In the order in which they are evaluated: each may use those before it. */
  readonly variables: Readonly<Record<string, string>>;
  readonly way: CheckWay;
  readonly attempts: number;
  readonly forMs: number;
}

export type CheckWay = EvaluatedWay | PluginWay | PassiveWay;

/** Two conditions on what is known. */
export interface EvaluatedWay {
  readonly is: 'evaluated';
  readonly criticalIf: string | null;
  readonly warningIf: string | null;
  /** When a problem may end; null for as soon as neither condition holds. */
  readonly recoverIf: string | null;
  /** A condition that cannot be told makes the check unknown; otherwise it does not hold. */
  readonly unknownIfMissing: boolean;
  readonly outputs: CheckOutputs;
}

export interface CheckOutputs {
  readonly ok: string | null;
  readonly warning: string | null;
  readonly critical: string | null;
  /** As the original has them: `'%s used' % {{…}}` in place of `{{…}} used`. */
  readonly areExpressions: boolean;
}

/** A program that answers as Nagios' plugins do. */
export interface PluginWay {
  readonly is: 'plugin';
  /** The program and its arguments, each with `{{…}}` and `$macro | default$` in it. */
  readonly words: readonly string[];
  readonly timeoutMs: number;
  /** What macros find first: the other keys of the check, as the original has it. */
  readonly macros: Readonly<Record<string, string>>;
}

/** Somebody else runs it and tells what came of it. */
export interface PassiveWay {
  readonly is: 'passive';
  /** Silence for longer than this and the grace is critical; null where nothing is expected. */
  readonly expectEveryMs: number | null;
  readonly graceMs: number;
}
