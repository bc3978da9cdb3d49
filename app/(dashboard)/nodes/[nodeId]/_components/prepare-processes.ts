import type { FactValue } from '@/common/domain/fact';
import type { CollectorView } from '@/common/domain/node';

export interface TopProcess {
  readonly pid: number;
  readonly name: string;
  readonly user: string;
  /** Of one processor; null until it was seen twice. */
  readonly cpuPercent: number | null;
  readonly residentBytes: number;
}

export interface TopProcesses {
  readonly byCpu: readonly TopProcess[];
  readonly byMemory: readonly TopProcess[];
}

/** The largest processes, from the facts of `processes`; undefined where there are none. */
export function topProcessesOf(collectors: readonly CollectorView[]): TopProcesses | undefined {
  const facts = collectors.find(({ collector }) => collector === 'processes')?.facts;
  const byCpu = listOf(fieldOf(facts, 'by_cpu'));
  const byMemory = listOf(fieldOf(facts, 'by_memory'));
  return byMemory.length === 0 ? undefined : { byCpu, byMemory };
}

/** Facts come from machines, and may be of another version than this page. */
function listOf(value: FactValue | undefined): readonly TopProcess[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: FactValue): TopProcess[] => {
    const [pid, name] = [fieldOf(item, 'pid'), fieldOf(item, 'name')];
    const [user, bytes] = [fieldOf(item, 'user'), fieldOf(item, 'rss_bytes')];
    const percent = fieldOf(item, 'cpu_percent');
    if (typeof pid !== 'number' || typeof name !== 'string' || typeof bytes !== 'number') return [];
    const cpuPercent = typeof percent === 'number' ? percent : null;
    return [{ pid, name, user: String(user ?? ''), cpuPercent, residentBytes: bytes }];
  });
}

function fieldOf(value: FactValue | undefined, key: string): FactValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, FactValue>>)[key];
}
