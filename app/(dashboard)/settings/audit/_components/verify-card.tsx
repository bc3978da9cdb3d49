'use client';
import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { StatusIcon } from '@/app/_components/ui/status';
import { useTRPC } from '@/app/_lib/trpc';
import type { AuditVerdict } from '@/common/domain/audit';
import { formatPlural } from '@/common/format';

/** Whether anybody altered the log behind the server's back; asked for, since it reads all of it. */
export function VerifyCard() {
  const trpc = useTRPC();
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery(
    trpc.audit.verify.queryOptions(undefined, { enabled: false }),
  );
  return (
    <section
      aria-label="Check of the log"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <div role="status" className="min-w-0 flex-1 basis-64">
        {data === undefined ? (
          <p className="text-ink-2">
            Each entry carries the hash of the one before it: whoever alters, inserts or removes one
            breaks the chain. The same check from a console:{' '}
            <code className="whitespace-nowrap">opsbro server audit verify</code>
          </p>
        ) : (
          <Verdict verdict={data} atMs={dataUpdatedAt} />
        )}
        <FormError>{error?.message}</FormError>
      </div>
      <Button icon={ShieldCheck} busy={isFetching} onClick={() => void refetch()}>
        {isFetching ? 'Checking…' : 'Check the log'}
      </Button>
    </section>
  );
}

function Verdict({ verdict, atMs }: { verdict: AuditVerdict; atMs: number }) {
  const { ok, entries, fault, headMatches, checkedTo } = verdict;
  return (
    <div className="flex items-start gap-2">
      <StatusIcon kind={ok ? 'ok' : 'critical'} className="mt-0.5" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className={ok ? 'font-medium' : 'font-medium text-critical'}>
          {ok
            ? `Unaltered: ${formatPlural(entries, 'entry', 'entries')}, each bound to the one before`
            : 'The log was altered'}
        </p>
        {fault !== null && (
          <p>
            Entry no. {fault.seq}: {fault.what}
          </p>
        )}
        {!headMatches && (
          <p>The newest entries are missing: the log ends before what this server wrote down.</p>
        )}
        <p className="text-small text-ink-3">
          Checked <RelativeTime atMs={atMs} />
          {checkedTo !== '' && `, to no. ${checkedTo}`}
          {!ok && '. Compare with a backup, and find out who could write to the database.'}
        </p>
      </div>
    </div>
  );
}
