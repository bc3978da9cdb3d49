import type { TlsView } from '@/common/domain/enrolment';

type Ending = Pick<TlsView, 'mode' | 'notAfterMs'>;

const DAY_MS = 86_400_000;
/** By then whatever renews certificates has failed for weeks. */
const SOON_MS = 7 * DAY_MS;

/** What is wrong with the certificate, one sentence each; one of our own making renews itself. */
export function tlsProblems(tls: Ending, nowMs: number): string[] {
  const { mode, notAfterMs } = tls;
  if (mode !== 'given' || notAfterMs === null || notAfterMs - nowMs > SOON_MS) return [];
  const when = new Date(notAfterMs).toUTCString();
  const what = 'put a new one where OPSBRO_TLS_CERT and OPSBRO_TLS_KEY say';
  if (!isOver(tls, nowMs)) return [`The certificate is good until ${when} only: ${what}.`];
  return [`The certificate was good until ${when}, and browsers refuse it: ${what}.`];
}

export function isOver({ notAfterMs }: Pick<TlsView, 'notAfterMs'>, nowMs: number): boolean {
  return notAfterMs !== null && notAfterMs <= nowMs;
}
