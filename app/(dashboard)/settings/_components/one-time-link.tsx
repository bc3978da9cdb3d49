'use client';
import { CodeLine } from '@/app/_components/ui/code-line';
import { useNow } from '@/app/_lib/now';
import type { OneTimeLink as Link } from '@/common/domain/account';
import { formatDuration, formatExact } from '@/common/format';

interface OneTimeLinkProps {
  readonly link: Link;
  /** Whom to hand it to, and what it lets them do. */
  readonly children: string;
}

/** A link that is shown once and works once. */
export function OneTimeLink({ link, children }: OneTimeLinkProps) {
  const left = useNow((nowMs) =>
    formatDuration(Math.floor((link.expiresMs - nowMs) / 3_600_000) * 3_600),
  );
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-2">{children}</p>
      <CodeLine wrapped text={link.link} copyLabel="Copy the link" />
      <p className="text-small text-ink-3" title={formatExact(link.expiresMs)}>
        It works once, for {left}. It is not shown again, and whoever has it can use it: hand it
        over by a way that nobody else reads.
      </p>
    </div>
  );
}
