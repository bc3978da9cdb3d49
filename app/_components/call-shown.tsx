'use client';
import { useQuery } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { type ApiCall, clientText, commandText, curlText } from '@/app/_lib/call-text';
import { useTRPC } from '@/app/_lib/trpc';
import { CodeLine } from './ui/code-line';
import { Segmented } from './ui/segmented';

const LANGUAGES = [
  { value: 'command', label: 'Command' },
  { value: 'curl', label: 'curl' },
  { value: 'typescript', label: 'TypeScript' },
] as const;

type Language = (typeof LANGUAGES)[number]['value'];

const NOTES: Readonly<Record<Language, string>> = {
  command: 'On the server’s own machine; no token is needed there.',
  curl: 'With an API token in the variable OPSBRO_TOKEN.',
  typescript: 'With an API token; the client comes with the server.',
};

interface CallShownProps {
  readonly call: ApiCall;
  /** No token may do this, so there is only the command. */
  readonly isProven?: boolean;
  /** The same on a terminal of the node itself. */
  readonly onNode?: string | undefined;
}

/** One call of the API in three ways of making it. */
export function CallShown({ call, isProven = false, onNode }: CallShownProps) {
  const [language, setLanguage] = useState<Language>('command');
  const trpc = useTRPC();
  const { data } = useQuery(trpc.enrolment.keys.queryOptions());
  const pin = data?.tls.mode === 'own' ? data.tls.spkiPin : null;
  const target = { origin: useOrigin(), pin };
  const text = {
    command: () => commandText(call),
    curl: () => curlText(target, call),
    typescript: () => clientText(target, call),
  }[language]();
  return (
    <div className="flex min-w-0 flex-col items-start gap-2 [&>div]:w-full">
      {!isProven && (
        <Segmented label="Copy as" options={LANGUAGES} value={language} onChange={setLanguage} />
      )}
      <CodeLine wrapped text={text} copyLabel="Copy it" />
      <p className="text-small text-ink-3">
        {NOTES[language]}
        {isProven && ' No token may do this.'}
      </p>
      {onNode !== undefined && language === 'command' && (
        <>
          <CodeLine wrapped text={onNode} copyLabel="Copy the command of the node" />
          <p className="text-small text-ink-3">The same on a terminal of the node itself.</p>
        </>
      )}
    </div>
  );
}

/** Where the page is from: only the browser knows. */
function useOrigin(): string {
  return useSyncExternalStore(
    () => () => undefined,
    () => location.origin,
    () => '',
  );
}
