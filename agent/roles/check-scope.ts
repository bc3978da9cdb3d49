import type { CheckReport } from '@/common/domain/check-report';
import { fromJson } from '@/common/expression/json';
import type { Path } from '@/common/expression/path';
import { type RootScope, treeScope } from '@/common/expression/scope';
import { Missing } from '@/common/expression/values';
import type { Json } from '@/common/json';

/**
 * `{{checks.<pack>.<name>.state}}`, `output` and `since` (seconds since 1970) of the checks that are
 * for this machine; the others are missing, with why they are not.
 */
export function checkScope(reports: readonly CheckReport[]): RootScope {
  const tree = treeScope(fromJson(treeOf(reports.filter(({ applies }) => applies))));
  const reportAt = (path: Path) => reports.find((report) => isNamed(report, path));
  return {
    lookup(path) {
      const report = path.hasWildcard ? undefined : reportAt(path);
      if (report === undefined || report.applies) return tree.lookup(path);
      return new Missing(`the check ${report.id} is not for this machine: ${report.reason}`);
    },
    origin(path) {
      const report = path.hasWildcard ? undefined : reportAt(path);
      if (report === undefined) return undefined;
      const { id, pack, level, lastResultMs } = report;
      const age = lastResultMs === null ? {} : { atMs: lastResultMs };
      return { source: `check ${id}`, pack, level, ...age };
    },
  };
}

/** Whether a path below `checks` looks at this check. */
export function isNamed({ pack, name }: Pick<CheckReport, 'pack' | 'name'>, path: Path): boolean {
  const [ofPack = '*', ofName = '*'] = path.segments;
  return [pack, '*'].includes(ofPack) && [name, '*'].includes(ofName);
}

function treeOf(reports: readonly CheckReport[]): Json {
  const packs = new Map<string, Record<string, Json>>();
  for (const { pack, name, state, output, sinceMs } of reports) {
    const checks = packs.get(pack) ?? {};
    packs.set(pack, checks);
    checks[name] = { state, output, since: sinceMs / 1_000 };
  }
  return Object.fromEntries(packs);
}
