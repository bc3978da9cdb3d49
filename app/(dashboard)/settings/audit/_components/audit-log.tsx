'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Download, ScrollText } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { cx } from '@/app/_lib/cx';
import { saveFile } from '@/app/_lib/save-file';
import { useTRPC } from '@/app/_lib/trpc';
import type { AuditPage } from '@/common/domain/audit';
import { auditAsCsv } from './audit-csv';
import { AuditEntry } from './audit-entry';
import { AuditFilter } from './audit-filter';
import { type AuditAsked, auditParams, auditQueryOf, isAuditFiltered } from './audit-params';
import { VerifyCard } from './verify-card';

interface AuditLogProps {
  readonly first: AuditPage;
  readonly firstQuery: AuditAsked;
}

/** Every change: who, through which door, what it was and what it became. */
export function AuditLog({ first, firstQuery }: AuditLogProps) {
  const trpc = useTRPC();
  const [params, setParams] = useQueryStates(auditParams, { history: 'push', scroll: true });
  const query = auditQueryOf(params);
  useCopyCall({
    title: 'The changes of this list',
    path: 'audit.list',
    type: 'query',
    input: query,
  });
  const isFirst = JSON.stringify(query) === JSON.stringify(firstQuery);
  const { data, error, refetch, isPlaceholderData } = useQuery(
    trpc.audit.list.queryOptions(query, {
      ...(isFirst ? { initialData: first } : {}),
      placeholderData: keepPreviousData,
    }),
  );
  const entries = data?.entries ?? [];
  return (
    <>
      <VerifyCard />
      <AuditFilter
        params={params}
        onChange={(change) =>
          void setParams(
            { ...change, before: null },
            { history: change.q === undefined ? 'push' : 'replace' },
          )
        }
      />
      {error !== null && (
        <ErrorCard
          title="The log could not be read"
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message} {data !== undefined && 'What is shown is the last that was read.'}
        </ErrorCard>
      )}
      <Card
        flush
        title="Changes"
        note={params.before === null ? 'newest first' : 'older ones'}
        actions={
          <Button
            variant="quiet"
            icon={Download}
            disabled={entries.length === 0}
            onClick={() => saveFile('audit.csv', auditAsCsv(entries), 'text/csv')}
          >
            Save as CSV
          </Button>
        }
      >
        {entries.length === 0 ? (
          <EmptyState
            icon={ScrollText}
            title={isAuditFiltered(params) ? 'No change matches' : 'Nothing has been changed yet'}
            action={
              isAuditFiltered(params) && (
                <Button onClick={() => void setParams(null)}>Clear the filters</Button>
              )
            }
          >
            What people, scripts and agents change stands here, each bound to the one before it.
          </EmptyState>
        ) : (
          <ol className={cx('divide-y divide-line', isPlaceholderData && 'opacity-60')}>
            {entries.map((entry) => (
              <AuditEntry
                key={entry.seq}
                entry={entry}
                onFilter={(change) => void setParams({ ...change, before: null })}
              />
            ))}
          </ol>
        )}
      </Card>
      <nav aria-label="Pages" className="flex gap-2">
        {params.before !== null && (
          <Button onClick={() => void setParams({ before: null })}>Newest</Button>
        )}
        {data?.next != null && (
          <Button onClick={() => void setParams({ before: data.next })}>Older</Button>
        )}
      </nav>
    </>
  );
}
