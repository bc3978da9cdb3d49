import type { Change } from './prepare-changes';

/** What each part was and what it became; the words say it too, not only the colours. */
export function AuditDiff({ changes }: { changes: readonly Change[] }) {
  return (
    <dl className="mt-1.5 grid gap-x-4 gap-y-1 rounded-md bg-canvas px-3 py-2 sm:grid-cols-[auto_minmax(0,1fr)]">
      {changes.map(({ path, before, after }) => (
        <div key={path} className="contents">
          <dt className="text-small leading-5 text-ink-3">{path}</dt>
          <dd className="font-mono [overflow-wrap:anywhere]">
            {before !== undefined && (
              <del className="rounded-sm bg-critical-tint px-1 text-critical decoration-1">
                <span className="sr-only">was </span>
                {before}
              </del>
            )}
            {before !== undefined && after !== undefined && (
              <span aria-hidden className="mx-1.5 text-ink-3">
                →
              </span>
            )}
            {after !== undefined && (
              <ins className="rounded-sm bg-ok-tint px-1 text-ok no-underline">
                <span className="sr-only"> is now </span>
                {after}
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
