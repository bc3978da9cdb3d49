'use client';
import type { ReactNode } from 'react';
import { CopyButton } from '@/app/_components/ui/copy-button';
import { StatusIcon } from '@/app/_components/ui/status';
import { cx } from '@/app/_lib/cx';
import { useNow } from '@/app/_lib/now';
import { type NodeDetail, nodeState } from '@/common/domain/node';
import { formatBytes, formatDuration, formatMs, NOT_KNOWN } from '@/common/format';

const SKEW_MS_SHOWN = 2_000;

/** What the machine is, and what its agent runs. Grey while nothing is heard of it. */
export function NodeFacts({ node }: { node: NodeDetail }) {
  const isLive = useNow((nowMs) => nodeState(node, nowMs) === 'live');
  const { cpuCount, memoryTotalBytes, uptimeSeconds } = node.vitals;
  const kernel = [node.kernel, node.architecture].filter((part) => part !== null).join(' · ');
  return (
    <dl
      className={cx(
        'grid grid-cols-2 gap-x-6 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3 sm:grid-cols-3 lg:flex lg:flex-wrap lg:gap-x-8',
        !isLive && 'text-ink-3',
      )}
    >
      {node.hostname !== node.name && <Fact name="Host name">{node.hostname}</Fact>}
      <Fact name="Address">
        <Addresses addresses={node.addresses} />
      </Fact>
      <Fact name="System">{node.os ?? NOT_KNOWN}</Fact>
      <Fact name="Kernel">{kernel || NOT_KNOWN}</Fact>
      <Fact name="Processors">{cpuCount ?? NOT_KNOWN}</Fact>
      <Fact name="Memory">
        {memoryTotalBytes === null ? NOT_KNOWN : formatBytes(memoryTotalBytes)}
      </Fact>
      <Fact name="Up for">
        {uptimeSeconds === null ? NOT_KNOWN : formatDuration(uptimeSeconds)}
      </Fact>
      <Fact name="Agent">{node.agentVersion || NOT_KNOWN}</Fact>
      <Fact name="Configuration">
        <Revision {...node} />
      </Fact>
      {node.through !== null && <Fact name="Reports through">{node.through.name}</Fact>}
      <ClockSkew clockSkewMs={node.clockSkewMs} />
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-small text-ink-3">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function Addresses({ addresses }: { addresses: readonly string[] }) {
  const [first, ...others] = addresses;
  if (first === undefined) return NOT_KNOWN;
  return (
    <span className="-my-1.5 inline-flex items-center gap-1" title={addresses.join('\n')}>
      <span className="font-mono text-small">{first}</span>
      {others.length > 0 && <span className="text-small text-ink-3">+{others.length}</span>}
      <CopyButton text={first} label="Copy the address" />
    </span>
  );
}

function Revision({
  desiredRevision,
  appliedRevision,
}: Pick<NodeDetail, 'desiredRevision' | 'appliedRevision'>) {
  if (desiredRevision === 0) return 'nothing set here: as on the node';
  if (appliedRevision >= desiredRevision) return `revision ${desiredRevision}, running`;
  return (
    <span className="inline-flex items-start gap-1.5">
      <StatusIcon kind="pending" className="mt-0.5" />
      revision {desiredRevision} sent, agent runs {appliedRevision}
    </span>
  );
}

/** Times on this page are the agent's: when its clock is off, people must know. */
function ClockSkew({ clockSkewMs }: Pick<NodeDetail, 'clockSkewMs'>) {
  if (clockSkewMs === null || Math.abs(clockSkewMs) < SKEW_MS_SHOWN) return null;
  const direction = clockSkewMs > 0 ? 'ahead of' : 'behind';
  return (
    <Fact name="Clock">
      <span className="inline-flex items-start gap-1.5 text-warning">
        <StatusIcon kind="warning" className="mt-0.5" />
        {formatMs(Math.abs(clockSkewMs))} {direction} the server’s
      </span>
    </Fact>
  );
}
