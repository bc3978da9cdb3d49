import { CopyButton } from '@/app/_components/ui/copy-button';
import type { TlsView } from '@/common/domain/enrolment';
import { formatExact } from '@/common/format';

const WORDS: Readonly<Record<TlsView['mode'], string>> = {
  off: 'Off: this server listens on this machine alone. Start it with a host of its own to let others in; it then makes a certificate.',
  own: 'On, with a certificate of the server’s own. Agents know it by its pin; a browser asks once.',
  given: 'On, with the certificate that was given to it.',
};

/** How the connections of pages and agents are protected. */
export function TlsFacts({ tls }: { tls: TlsView }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 px-4 py-3">
      <dt className="text-ink-3">TLS</dt>
      <dd>{WORDS[tls.mode]}</dd>
      {tls.spkiPin !== '' && (
        <>
          <dt className="text-ink-3">Pin</dt>
          <dd className="-my-1.5 flex items-center gap-1">
            <span className="min-w-0 font-mono [overflow-wrap:anywhere]">{tls.spkiPin}</span>
            <CopyButton text={tls.spkiPin} label="Copy the pin" />
          </dd>
        </>
      )}
      {tls.notAfterMs !== null && (
        <>
          <dt className="text-ink-3">Until</dt>
          <dd suppressHydrationWarning>{formatExact(tls.notAfterMs)}</dd>
        </>
      )}
    </dl>
  );
}
