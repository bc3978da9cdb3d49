import { groupName } from '@/common/domain/desired-state';
import type { CollectorView, NodeDetail, NodeEdit } from '@/common/domain/node';

/** What stands in the fields of the dialog. */
export interface EditFields {
  readonly displayName: string;
  /** Separated by spaces or commas. */
  readonly groups: string;
  /** By collector, as `30 s` or `2 min`; empty is the pack's own interval. */
  readonly intervals: Readonly<Record<string, string>>;
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
    intervals: Object.fromEntries(intervals.map(([name, ms]) => [name, `${ms / 1_000} s`])),
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
  if (text.trim() === '' || intervalSecondsOf(text) !== undefined) return undefined;
  return 'Write 1 s to 24 h in whole seconds, such as 30, 30 s or 2 min.';
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };
const INTERVAL =
  /^(\d{1,6}(?:\.\d{1,3})?)\s*(?:(s)(?:ec(?:ond)?s?)?|(m)(?:in(?:ute)?s?)?|(h)(?:ours?)?)?$/i;

/** `5`, `5s`, `5 s`, `1m`, `2 min`, `1 h`; a number alone is in seconds. */
function intervalSecondsOf(text: string): number | undefined {
  const match = INTERVAL.exec(text.trim());
  if (match === null) return undefined;
  const [, number, s, m, h] = match;
  const unit = (s ?? m ?? h ?? 's').toLowerCase();
  const seconds = Number(number) * (UNIT_SECONDS[unit] ?? 1);
  const isFine =
    Number.isInteger(seconds) && seconds >= INTERVAL_S_MIN && seconds <= INTERVAL_S_MAX;
  return isFine ? seconds : undefined;
}

/** @returns undefined while any field is wrong */
export function editOf(nodeId: string, fields: EditFields): NodeEdit | undefined {
  const intervals = Object.entries(fields.intervals).filter(([, text]) => text.trim() !== '');
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
      intervals.map(([name, text]) => [name, (intervalSecondsOf(text) ?? 0) * 1_000]),
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
