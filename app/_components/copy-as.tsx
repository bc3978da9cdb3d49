'use client';
import { useQuery } from '@tanstack/react-query';
import { curlCall } from '@/app/_lib/curl-call';
import { useTRPC } from '@/app/_lib/trpc';
import { CodeLine } from './ui/code-line';
import { Disclosure } from './ui/disclosure';

interface CopyAsProps {
  /** The procedure that the form calls: `nodes.edit`. */
  readonly path: string;
  /** With what it would be called now; undefined while a field is wrong. */
  readonly input: object | undefined;
}

/** What a form does, for a script with a token. */
export function CopyAs({ path, input }: CopyAsProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.enrolment.keys.queryOptions());
  const pin = data?.tls.mode === 'own' ? data.tls.spkiPin : null;
  return (
    <Disclosure summary="As a script" note={`${path}, with an API token`}>
      {input === undefined ? (
        <p className="mt-2 pl-6 text-ink-3">Once every field is right.</p>
      ) : (
        <CodeLine
          wrapped
          className="mt-2"
          text={curlCall({ origin: location.origin, pin }, path, input)}
          copyLabel="Copy the command"
        />
      )}
    </Disclosure>
  );
}
