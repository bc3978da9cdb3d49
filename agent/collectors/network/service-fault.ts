/**
 * Why a service did not answer. `absent`: nobody listens there. `denied`: the agent may not use the
 * socket. `untrusted`: over TLS it does not prove who it is. `unreachable`: no way there, or no such name. `silent`: no answer in time. `broken`: an
 * answer that is cut off, too long, or no answer at all to what was asked.
 */
export type ServiceFaultKind =
  | 'absent'
  | 'denied'
  | 'untrusted'
  | 'unreachable'
  | 'silent'
  | 'broken';

/** What went wrong between the agent and a service; the message is a sentence without its full stop. */
export class ServiceFault extends Error {
  readonly kind: ServiceFaultKind;

  constructor(kind: ServiceFaultKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ServiceFault';
    this.kind = kind;
  }
}

const KINDS: Readonly<Record<string, readonly [ServiceFaultKind, string]>> = {
  ECONNREFUSED: ['absent', 'nothing listens there'],
  ENOENT: ['absent', 'there is no such socket'],
  ENOTSOCK: ['absent', 'it is not a socket'],
  EACCES: ['denied', 'the agent has no permission to use it'],
  EPERM: ['denied', 'the agent has no permission to use it'],
  ENOTFOUND: ['unreachable', 'no such host is known'],
  EAI_AGAIN: ['unreachable', 'the name cannot be looked up now'],
  EHOSTUNREACH: ['unreachable', 'there is no way to the host'],
  ENETUNREACH: ['unreachable', 'there is no way to the network'],
  ETIMEDOUT: ['silent', 'it does not answer'],
  ECONNRESET: ['broken', 'it broke the connection off'],
  EPIPE: ['broken', 'it broke the connection off'],
};

/**
 * @param where what was asked, such as `127.0.0.1:6379`; without any secret
 * @param signal of the run: once it has ended, whatever went wrong is that time was up
 */
export function serviceFault(where: string, cause: unknown, signal: AbortSignal): ServiceFault {
  if (cause instanceof ServiceFault) return cause;
  if (signal.aborted) return new ServiceFault('silent', `${where} did not answer in time`);
  const code = codeOf(cause);
  const [kind, reason] = KINDS[code] ?? ofCertificate(cause) ?? ['broken', wordsOf(cause, code)];
  return new ServiceFault(kind, `cannot talk to ${where}: ${reason}`, { cause });
}

/** What OpenSSL and Node say of certificates; libraries put codes of their own on these errors. */
const CERTIFICATE_FAULTS: readonly (readonly [RegExp, ServiceFaultKind, string])[] = [
  [
    /self.signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/i,
    'untrusted',
    'nobody whom the agent trusts vouches for its certificate',
  ],
  [/does not match certificate's altnames/i, 'untrusted', 'its certificate is for another name'],
  [/certificate has expired/i, 'broken', 'its certificate has expired'],
  [/certificate is not yet valid/i, 'broken', 'its certificate is not valid yet'],
];

function ofCertificate(cause: unknown): readonly [ServiceFaultKind, string] | undefined {
  const words = cause instanceof Error ? cause.message : '';
  const [, kind, reason] = CERTIFICATE_FAULTS.find(([mark]) => mark.test(words)) ?? [];
  return kind === undefined || reason === undefined ? undefined : [kind, reason];
}

/** Of a name with two addresses, such as localhost, Node tells both failures as one. */
function codeOf(cause: unknown): string {
  const { code, errors } = Object(cause) as { code?: unknown; errors?: unknown };
  const inner = Array.isArray(errors) ? Object(errors[0]).code : undefined;
  return String(code ?? inner ?? '');
}

function wordsOf(cause: unknown, code: string): string {
  const { library, reason } = Object(cause) as { library?: unknown; reason?: unknown };
  // Its message is a line for the authors of OpenSSL.
  if (library === 'SSL routines') return `there is no handshake of TLS (${reason})`;
  return (cause instanceof Error ? cause.message : String(cause)) || code;
}
