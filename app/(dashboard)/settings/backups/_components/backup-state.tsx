'use client';
import { CopyButton } from '@/app/_components/ui/copy-button';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { StatusIcon } from '@/app/_components/ui/status';
import { useNow } from '@/app/_lib/now';
import type { BackupState } from '@/common/domain/backup';
import { formatDuration, formatMs } from '@/common/format';
import { backupStanding } from './prepare-backups';

/** Whether there is something to go back to, where it lies, and how to go back. */
export function BackupStateCard({ state }: { state: BackupState }) {
  const { lastFailure, running } = state;
  const kind = useNow((nowMs) => backupStanding(state, nowMs).kind);
  const words = useNow((nowMs) => backupStanding(state, nowMs).words);
  return (
    <section
      aria-label="How backups are doing"
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <div role="status" className="flex items-start gap-2">
        <StatusIcon kind={kind} className="mt-0.5" />
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <p className="font-medium">{words}</p>
          {running !== null && (
            <p className="text-ink-2">
              Now {running.what}, since <RelativeTime atMs={running.sinceMs} short />
            </p>
          )}
          {lastFailure !== null && (
            <p className="text-ink-2">
              The last try failed <RelativeTime atMs={lastFailure.atMs} />: {lastFailure.reason}
            </p>
          )}
        </div>
      </div>
      <dl className="grid gap-x-6 gap-y-1 max-sm:[&>dt]:not-first:mt-2 sm:grid-cols-[auto_minmax(0,1fr)]">
        <dt className="text-ink-3">By itself</dt>
        <dd>
          {state.intervalMs === 0
            ? 'off'
            : `every ${formatDuration(state.intervalMs / 1_000)}, the last ${state.keep} are kept, and one a day for a week`}
        </dd>
        <dt className="text-ink-3">They lie in</dt>
        <dd className="-my-1.5 flex items-center gap-1">
          <code className="min-w-0 font-mono [overflow-wrap:anywhere]">{state.directory}</code>
          <CopyButton text={state.directory} label="Copy the path" />
        </dd>
        {state.lastPauseMs !== null && (
          <>
            <dt className="text-ink-3">Held up</dt>
            <dd>others for {formatMs(state.lastPauseMs)} during the last one</dd>
          </>
        )}
        <dt className="text-ink-3">To go back</dt>
        <dd>
          <code className="font-mono">opsbro server restore FILE</code> on the server’s machine,
          while the server is stopped
        </dd>
      </dl>
      <p className="text-small text-ink-3">
        They lie on the machine that they are to save you from losing: copy them elsewhere, or let
        OPSBRO_BACKUP_DIRECTORY name a disk of another one.
      </p>
    </section>
  );
}
