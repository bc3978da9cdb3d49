import { Fragment, type ReactNode } from 'react';
import { originInBrief, originWords } from './origin-words';
import type { Reason, Side } from './prepare-reasons';

/** What decided, in words: `{{collector.memory.phys_used}} is 93.2, above {{parameters.x}} 90`. */
export function ReasonWords({ reasons }: { readonly reasons: readonly Reason[] }) {
  return (
    <>
      {reasons.map((reason, index) => (
        <Fragment key={keyOf(reason)}>
          {index > 0 && ', and '}
          <OneReason reason={reason} />
        </Fragment>
      ))}
      .
    </>
  );
}

function keyOf(reason: Reason): string {
  if (reason.is === 'compared') return `${reason.left.text} ${reason.words} ${reason.right.text}`;
  return reason.is === 'value' ? reason.side.text : reason.text;
}

function OneReason({ reason }: { readonly reason: Reason }): ReactNode {
  switch (reason.is) {
    case 'compared':
      return (
        <>
          <Code>{reason.left.text}</Code>{' '}
          {reason.left.shown !== null && (
            <>
              is <Found>{reason.left.shown}</Found>
              <From side={reason.left} />,{' '}
            </>
          )}
          {reason.words} <Code>{reason.right.text}</Code>
          {reason.right.shown !== null && (
            <>
              , which is <Found>{reason.right.shown}</Found>
            </>
          )}
          <From side={reason.right} />
        </>
      );
    case 'value':
      return (
        <>
          <Code>{reason.side.text}</Code> is <Found>{reason.side.shown ?? 'not known'}</Found>
          <From side={reason.side} />
        </>
      );
    case 'missing':
      return (
        <>
          <Code>{reason.text}</Code> is missing: {reason.reason}
        </>
      );
    case 'failed':
      return (
        <>
          <Code>{reason.text}</Code> failed: {reason.sentence.replace(/\.$/, '')}
        </>
      );
  }
}

function Code({ children }: { readonly children: string }) {
  return <code className="rounded-sm bg-canvas px-1 py-0.5 font-mono text-ink-2">{children}</code>;
}

function Found({ children }: { readonly children: string }) {
  return <span className="font-mono font-medium text-ink">{children}</span>;
}

function From({ side: { origin } }: { readonly side: Side }) {
  if (origin === undefined) return null;
  return (
    <span className="text-ink-3" title={originWords(origin)}>
      {' '}
      ({originInBrief(origin)})
    </span>
  );
}
