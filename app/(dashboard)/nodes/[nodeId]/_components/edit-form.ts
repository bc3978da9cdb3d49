import { groupName } from '@/common/domain/desired-state';
import type { CollectorView, NodeDetail, NodeEdit } from '@/common/domain/node';

/** What stands in the fields of the dialog. */
export interface EditFields {
  readonly displayName: string;
  /** Separated by spaces or commas. */
  readonly groups: string;
  /** By collector; empty is the pack's own interval. */
  readonly intervalSeconds: Readonly<Record<string, string>>;
}

const NAME_LENGTH_MAX = 128;
const GROUPS_MAX = 64;
const INTERVAL_S_MIN = 1;
const INTERVAL_S_MAX = 86_400;

export function fieldsOf(node: NodeDetail): EditFields {
  const intervals = Object.entries(node.collectorIntervalsMs);
  return {
    displayName: node.displayName,
    groups: node.groups.join(' '),
    intervalSeconds: Object.fromEntries(intervals.map(([name, ms]) => [name, String(ms / 1_000)])),
  };
}

/** @returns what is wrong, in a sentence; undefined when nothing is */
export function nameError(name: string): string | undefined {
  if (name.trim().length <= NAME_LENGTH_MAX) return undefined;
  return `A name has at most ${NAME_LENGTH_MAX} characters.`;
}

export function groupsError(text: string): string | undefined {
  const groups = groupsOf(text);
  if (groups.length > GROUPS_MAX) return `A node is in at most ${GROUPS_MAX} groups.`;
  for (const group of groups) {
    const { error } = groupName.safeParse(group);
    const [issue] = error?.issues ?? [];
    if (issue !== undefined) return `“${group}”: ${issue.message}`;
  }
  return undefined;
}

export function intervalError(text: string): string | undefined {
  const seconds = Number(text);
  const isFine =
    Number.isInteger(seconds) && seconds >= INTERVAL_S_MIN && seconds <= INTERVAL_S_MAX;
  return text.trim() === '' || isFine ? undefined : '1 to 86,400 whole seconds';
}

/** @returns undefined while any field is wrong */
export function editOf(nodeId: string, fields: EditFields): NodeEdit | undefined {
  const intervals = Object.entries(fields.intervalSeconds).filter(([, text]) => text.trim() !== '');
  const errors = [
    nameError(fields.displayName),
    groupsError(fields.groups),
    ...intervals.map(([, text]) => intervalError(text)),
  ];
  if (errors.some((error) => error !== undefined)) return undefined;
  return {
    nodeId,
    displayName: fields.displayName.trim(),
    groups: groupsOf(fields.groups),
    collectorIntervalsMs: Object.fromEntries(
      intervals.map(([name, text]) => [name, Number(text) * 1_000]),
    ),
  };
}

/** What the interval field of a collector shows while it is empty. */
export function intervalHint({ collector, intervalMs }: CollectorView, node: NodeDetail): string {
  const isOwn = node.collectorIntervalsMs[collector] === undefined;
  return isOwn ? `default, ${intervalMs / 1_000} s` : 'default';
}

function groupsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((group) => group !== ''))];
}
