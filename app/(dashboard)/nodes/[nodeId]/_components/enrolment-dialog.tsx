'use client';
import { Dialog } from '@/app/_components/ui/dialog';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { DEFAULT_ZONE } from '@/common/domain/member';
import type { NodeDetail } from '@/common/domain/node';
import { formatExact } from '@/common/format';
import { clockWords, keyWords } from './prepare-enrolment';

interface EnrolmentDialogProps {
  readonly node: NodeDetail;
  readonly onClose: () => void;
}

/** By what the server knows this node, and how it came. */
export function EnrolmentDialog({ node, onClose }: EnrolmentDialogProps) {
  const lines = [
    { name: 'Enrolled by', value: node.enrolledBy || 'the server’s own start, on its machine' },
    { name: 'Node id', value: node.id, isCode: true },
    { name: 'Last address', value: node.lastAddress || 'not seen yet', isCode: true },
    {
      name: 'Reports',
      value: node.through === null ? 'by itself' : `through ${node.through.name}`,
    },
    { name: 'Machine id', value: node.machineId || 'not told', isCode: true },
    { name: 'Boot id', value: node.bootId || 'not told', isCode: true },
    { name: 'Zone', value: node.zone || DEFAULT_ZONE },
    { name: 'Key', value: keyWords(node.keyRotation) },
    { name: 'Clock', value: clockWords(node.clockSkewMs) },
  ];
  return (
    <Dialog title={`How ${node.name} was enrolled`} onClose={onClose} className="sm:max-w-xl">
      <dl className="grid gap-x-6 gap-y-2 p-4 sm:grid-cols-[auto_minmax(0,1fr)]">
        <dt className="text-ink-3">Enrolled</dt>
        <dd>
          <RelativeTime atMs={node.enrolledMs} />
          <span className="text-small text-ink-3">, {formatExact(node.enrolledMs)}</span>
        </dd>
        {lines.map(({ name, value, isCode }) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className={isCode === true ? 'font-mono [overflow-wrap:anywhere]' : undefined}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
