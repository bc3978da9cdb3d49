import type { ReactNode } from 'react';
import { cx } from '@/app/_lib/cx';

/** A short word about something: a group, a pack, a version. Not a state: those are `Status`. */
export function Badge({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <span
      title={title}
      className="inline-flex h-5 max-w-48 items-center truncate rounded-sm border border-line bg-canvas px-1.5 text-small text-ink-2"
    >
      {children}
    </span>
  );
}

/** What OpsBro is about; each keeps its colour on every page, and always says its name. */
export const TOPICS = [
  'discovery',
  'detection',
  'monitoring',
  'metrology',
  'automation',
  'compliance',
] as const;
export type Topic = (typeof TOPICS)[number];

const TOPIC_CLASSES: Readonly<Record<Topic, string>> = {
  discovery: 'text-discovery',
  detection: 'text-detection',
  monitoring: 'text-monitoring',
  metrology: 'text-metrology',
  automation: 'text-automation',
  compliance: 'text-compliance',
};

export function TopicTag({ topic }: { topic: Topic }) {
  return (
    <span className={cx('inline-flex items-center gap-1.5 text-small', TOPIC_CLASSES[topic])}>
      <span aria-hidden className="size-1.5 rounded-full bg-current" />
      {topic}
    </span>
  );
}
