import { Card } from '@/app/_components/ui/card';
import { Table, Td, Th } from '@/app/_components/ui/table';
import type { CollectorView } from '@/common/domain/node';
import { formatBytes, formatValue } from '@/common/format';
import { type TopProcess, topProcessesOf } from './prepare-processes';

/** Who uses the processor and the memory now. */
export function TopProcesses({ collectors }: { collectors: readonly CollectorView[] }) {
  const top = topProcessesOf(collectors);
  if (top === undefined) return null;
  return (
    <>
      <ProcessTable
        title="Processes by CPU"
        note="in percent of one processor"
        head="CPU"
        processes={top.byCpu}
        shownOf={({ cpuPercent }) => formatValue(cpuPercent, 'percent')}
      />
      <ProcessTable
        title="Processes by memory"
        note="resident"
        head="Memory"
        processes={top.byMemory}
        shownOf={({ residentBytes }) => formatBytes(residentBytes)}
      />
    </>
  );
}

interface ProcessTableProps {
  readonly title: string;
  readonly note: string;
  readonly head: string;
  readonly processes: readonly TopProcess[];
  readonly shownOf: (process: TopProcess) => string;
}

function ProcessTable({ title, note, head, processes, shownOf }: ProcessTableProps) {
  return (
    <Card flush title={title} note={note}>
      <Table caption={title}>
        <thead>
          <tr>
            <Th>Name</Th>
            <Th>User</Th>
            <Th numeric>PID</Th>
            <Th numeric>{head}</Th>
          </tr>
        </thead>
        <tbody>
          {processes.map((process) => (
            <tr key={process.pid}>
              <Td className="h-8 max-w-40 truncate font-mono text-small">{process.name}</Td>
              <Td className="h-8 max-w-28 truncate text-ink-2">{process.user}</Td>
              <Td numeric className="h-8 text-ink-3">
                {process.pid}
              </Td>
              <Td numeric className="h-8">
                {shownOf(process)}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
