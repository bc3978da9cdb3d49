import { isProblem } from '@/common/domain/check';
import type { CheckHistoryEntry } from '@/common/domain/check-report';
import type { GroupChange } from '@/common/domain/detection';
import type { Report } from '@/common/protocol/report';
import { groupSubject, type NewEntry } from '../timeline/timeline-store';

type Told = Pick<NewEntry, 'kind' | 'atMs' | 'text' | 'subject'>;

const OUTPUT_LENGTH = 300;

/** What the timeline gains by what a node told of its checks and groups. */
export function monitoringEntries({ checkEvents, groupChanges }: Report): readonly Told[] {
  return [...checkEvents.flatMap(checkEntry), ...groupChanges.map(groupEntry)];
}

/** Only what begins or ends a problem; the rest is in the history of the check. */
function checkEntry(event: CheckHistoryEntry): Told[] {
  if (event.kind !== 'state' || isProblem(event.from) === isProblem(event.to)) return [];
  const { check, to, atMs, output } = event;
  const [line = ''] = output.split('\n', 1);
  const said = line.length <= OUTPUT_LENGTH ? line : `${line.slice(0, OUTPUT_LENGTH - 1)}…`;
  // It ends as pending where it is not checked any more, and says so itself.
  const isEnded = to === 'pending' && said !== '';
  const text = isEnded
    ? `check ${check} is ${said}`
    : `check ${check} is ${to}${said === '' ? '' : `: ${said}`}`;
  return [{ kind: 'check-state', atMs, text }];
}

const BY: Readonly<Record<GroupChange['source'], string>> = {
  given: 'given by people',
  configured: 'named in its configuration',
  detected: 'detected',
  hosting: 'told by its hosting',
};

function groupEntry({ change, group, source, detector, atMs }: GroupChange): Told {
  const by = detector === '' ? BY[source] : `${BY[source]} by ${detector}`;
  const about = { atMs, subject: groupSubject(group) };
  return change === 'added'
    ? { ...about, kind: 'group-added', text: `joined the group ${group}: ${by}` }
    : { ...about, kind: 'group-removed', text: `left the group ${group}: no longer ${by}` };
}
