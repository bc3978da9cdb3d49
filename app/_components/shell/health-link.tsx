'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '@/app/_lib/trpc';
import { StatusIcon, type StatusKind } from '../ui/status';
import { HEALTH_STATUS } from './health-status';

const REFRESH_MS = 15_000;

/** How the server itself is doing, at a glance; leads to the page that says why. */
export function HealthLink() {
  const trpc = useTRPC();
  const { data, isError } = useQuery(
    trpc.health.server.queryOptions(undefined, { refetchInterval: REFRESH_MS }),
  );
  const { kind, word } = isError ? UNREACHABLE : data ? HEALTH_STATUS[data.state] : ASKING;
  const [problem] = data?.problems ?? [];
  const label = `Server: ${word}${problem === undefined || isError ? '' : `. ${problem}`}`;
  return (
    <Link
      href="/settings/health"
      title={label}
      className="touch-target inline-flex h-8 items-center gap-2 rounded-md px-2 text-ink-2 transition-colors hover:bg-hover hover:text-ink"
    >
      <StatusIcon kind={kind} label={label} />
      {kind !== 'ok' && kind !== 'pending' && <span className="max-lg:sr-only">{word}</span>}
    </Link>
  );
}

interface HealthWord {
  readonly kind: StatusKind;
  readonly word: string;
}

const UNREACHABLE: HealthWord = { kind: 'unknown', word: 'Does not answer' };
const ASKING: HealthWord = { kind: 'pending', word: 'Being asked' };
