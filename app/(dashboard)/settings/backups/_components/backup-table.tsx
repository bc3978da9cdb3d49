'use client';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { Status } from '@/app/_components/ui/status';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import type { BackupRow } from '@/common/domain/backup';
import { formatBytes } from '@/common/format';

export function BackupTable({ backups }: { backups: readonly BackupRow[] }) {
  return (
    <Table caption="Backups" className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0">
      <thead>
        <tr>
          <Th>File</Th>
          <Th>Made</Th>
          <Th>Kind</Th>
          <Th>Test restore</Th>
          <Th numeric>Size</Th>
        </tr>
      </thead>
      <tbody>
        {backups.map((backup) => (
          <tr key={backup.name}>
            <RowTh className="font-mono [overflow-wrap:anywhere]">{backup.name}</RowTh>
            <Td label="Made" className="whitespace-nowrap">
              <RelativeTime atMs={backup.atMs} />
            </Td>
            <Td label="Kind">{backup.kind === 'rolling' ? 'by itself' : 'asked for'}</Td>
            <Td label="Test restore">
              <Verdict verified={backup.verified} />
            </Td>
            <Td numeric label="Size">
              {formatBytes(backup.sizeBytes)}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Verdict({ verified }: Pick<BackupRow, 'verified'>) {
  if (verified === null) return <Status kind="pending" word="Not tested yet" />;
  if (verified.ok) {
    return (
      <span className="inline-flex flex-wrap items-center gap-x-1.5">
        <Status kind="ok" word="Restored" />
        <RelativeTime atMs={verified.atMs} className="text-small text-ink-3" />
      </span>
    );
  }
  return (
    <span>
      <Status kind="critical" word="Failed" />
      <span className="block text-small [overflow-wrap:anywhere]">{verified.reason}</span>
    </span>
  );
}
