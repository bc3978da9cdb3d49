/** What may be given to a token, as the server lists it. */
export interface Scope {
  /** `nodes:read`, `*:write`. */
  readonly scope: string;
  readonly help: string;
}

/** What can be done in one part of the server: to read it, to change it. */
export interface ScopeArea {
  /** `nodes`; `*` is everything. */
  readonly area: string;
  readonly read: Scope | undefined;
  readonly write: Scope | undefined;
}

/** A line for each part; what covers everything comes first. */
export function scopeAreas(scopes: readonly Scope[]): ScopeArea[] {
  const areas = [...new Set(scopes.map(({ scope }) => areaOf(scope)))];
  areas.sort((a, b) => Number(b === '*') - Number(a === '*') || a.localeCompare(b));
  const find = (scope: string) => scopes.find((one) => one.scope === scope);
  return areas.map((area) => ({
    area,
    read: find(`${area}:read`),
    write: find(`${area}:write`),
  }));
}

/** Whether a scope is chosen already by one that covers everything. */
export function isCovered(scope: string, chosen: ReadonlySet<string>): boolean {
  const right = scope.slice(scope.indexOf(':'));
  return !scope.startsWith('*') && chosen.has(`*${right}`);
}

/** What is asked for: without those that one of the others covers. */
export function scopesAsked(chosen: ReadonlySet<string>): string[] {
  return [...chosen].filter((scope) => !isCovered(scope, chosen)).sort();
}

function areaOf(scope: string): string {
  return scope.split(':', 1)[0] ?? '';
}
