import { isIP } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { addressText } from '../network/service-address';
import { serviceFault } from '../network/service-fault';
import type { ProbeFinding, ProbeRun } from './run-probes';

export interface TlsProbe {
  readonly host: string;
  readonly port: number;
  /** The name that the certificate has to be for, and that is asked for (SNI). */
  readonly servername: string;
  /** Certificates in PEM that are trusted in place of those of the system. */
  readonly ca?: string | undefined;
}

export interface TlsFinding extends ProbeFinding {
  readonly handshakeMs: number;
  /** Whether the chain leads to somebody who is trusted; if not, why. */
  readonly distrust: string | undefined;
  /** Why the certificate is not for this name. */
  readonly misnamed: string | undefined;
  /** Milliseconds since the epoch. */
  readonly validToMs: number;
  readonly protocol: string;
  readonly subject: string;
  readonly issuer: string;
  readonly fingerprint: string;
}

/**
 * Shakes hands and reads the certificate, whatever is wrong with it; nothing else is sent.
 * @throws {ServiceFault} when there is no handshake
 */
export async function probeTls(probe: TlsProbe, run: ProbeRun): Promise<TlsFinding> {
  const { host, port, servername, ca } = probe;
  const { nowMs, signal } = run;
  const { connect, checkServerIdentity } = await import('node:tls');
  const beganMs = nowMs();
  const socket = connect({
    ...{ host, port },
    ...(isIP(servername) === 0 && { servername }),
    ...(ca !== undefined && { ca }),
    // Judged below: a certificate that is wrong is what this looks for.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  const giveUp = () => socket.destroy(new Error('time is up'));
  signal.addEventListener('abort', giveUp);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve).on('error', reject);
      socket.once('close', () => reject(new Error('it hung up during the handshake')));
    });
    const certificate = socket.getPeerCertificate();
    if (!Number.isFinite(Date.parse(certificate.valid_to))) {
      throw new Error('it showed no certificate');
    }
    return {
      ...{ up: 1, handshakeMs: nowMs() - beganMs },
      distrust: distrustOf(socket),
      misnamed: checkServerIdentity(servername, certificate)?.message,
      ...toldOf(certificate),
      protocol: socket.getProtocol() ?? '',
    };
  } catch (cause) {
    throw serviceFault(addressText({ host, port }), cause, signal);
  } finally {
    signal.removeEventListener('abort', giveUp);
    socket.destroy();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired, or one that it was signed with',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it signed itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'it was signed by somebody who is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'it was signed by somebody who is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the server does not send the certificates in between',
  CERT_REVOKED: 'it was revoked',
};

function distrustOf({ authorized, authorizationError }: TLSSocket): string | undefined {
  if (authorized) return undefined;
  const cause: unknown = authorizationError;
  const code = String(Object(cause).code ?? cause);
  return REASONS[code] ?? code;
}

function toldOf({ valid_to, subject, issuer, fingerprint256 }: PeerCertificate) {
  const nameOf = (name: PeerCertificate['subject'] | undefined) =>
    [name?.CN ?? name?.O ?? ''].flat().join(', ').slice(0, 200);
  return {
    validToMs: Date.parse(valid_to),
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    fingerprint: fingerprint256 ?? '',
  };
}
