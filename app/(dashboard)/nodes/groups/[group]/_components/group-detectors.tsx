import { Badge } from '@/app/_components/ui/badge';
import { Card } from '@/app/_components/ui/card';
import { Status, type StatusKind } from '@/app/_components/ui/status';
import { DETECTOR_STATES, type DetectorState } from '@/common/domain/detection';
import type { GroupDetector } from '@/common/domain/group-view';
import { formatCount, formatDuration, formatPlural } from '@/common/format';

const DETECTOR_STATUS: Readonly<Record<DetectorState, readonly [StatusKind, string]>> = {
  pending: ['pending', 'not run yet'],
  matched: ['ok', 'matches'],
  'not-matched': ['stale', 'does not match'],
  error: ['critical', 'in error'],
};

/** The rules that put nodes into a group, with how many nodes each matches. */
export function GroupDetectors({ detectors }: { detectors: readonly GroupDetector[] }) {
  if (detectors.length === 0) return null;
  return (
    <Card flush title="Detectors" note="what puts nodes into it">
      <ul className="divide-y divide-line">
        {detectors.map((detector) => (
          <li
            key={`${detector.id} ${detector.level} ${detector.path} ${detector.condition}`}
            className="flex flex-col gap-2 px-4 py-3"
          >
            <Detector detector={detector} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Detector({ detector }: { detector: GroupDetector }) {
  const { id, summary, level, path, condition, groups, states, gives, intervalMs } = detector;
  const nodes = DETECTOR_STATES.reduce((sum, state) => sum + states[state], 0);
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-mono font-medium">{id}</span>
        <Badge>{level}</Badge>
        <span className="text-ink-2">{summary}</span>
      </p>
      <pre className="overflow-x-auto rounded-md border border-line bg-canvas px-3 py-2 font-mono text-small whitespace-pre-wrap [overflow-wrap:anywhere]">
        {condition}
      </pre>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-small">
        <span className="text-ink-2">
          Gives it to {formatCount(gives)} of {formatPlural(nodes, 'node')}
        </span>
        {DETECTOR_STATES.filter((state) => states[state] > 0).map((state) => (
          <Status
            key={state}
            kind={DETECTOR_STATUS[state][0]}
            word={`${DETECTOR_STATUS[state][1]} on ${formatCount(states[state])}`}
          />
        ))}
      </p>
      <p className="text-small text-ink-3 [overflow-wrap:anywhere]">
        Gives <span className="font-mono">{groups.join(', ')}</span>, looked at every{' '}
        {formatDuration(intervalMs / 1_000)}. <span className="font-mono">{path}</span>
      </p>
    </>
  );
}
