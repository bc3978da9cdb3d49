'use client';
import { useQuery } from '@tanstack/react-query';
import { StatusIcon } from '@/app/_components/ui/status';
import { useTRPC } from '@/app/_lib/trpc';

const COMMAND = 'npm start -- --host 0.0.0.0';

/** Says so while no other machine can reach this server: the line would fail there. */
export function OnlyHere() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.enrolment.keys.queryOptions());
  // Behind a proxy the server may listen here alone and still be reached by another name.
  if (data?.tls.mode !== 'off' || !isLoopback(location.hostname)) return null;
  return (
    <p className="flex items-start gap-2 rounded-md bg-warning-tint px-3 py-2 text-warning">
      <StatusIcon kind="warning" className="mt-0.5" />
      <span>
        This server listens on its own machine alone, so the line works there and nowhere else.
        Start it with <code className="font-mono">{COMMAND}</code> to let others in, and open this
        page by the machine’s name or address.
      </span>
    </p>
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}
