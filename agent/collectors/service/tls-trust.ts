import type { CollectorParameters } from '../define-collector';
import type { Host } from '../host';
import type { TlsTrust } from '../network/service-address';

/**
 * Whom to believe over TLS, by the parameters `tls` and `tls_ca` that packs for services have.
 * @returns `undefined` where TLS is not wanted
 * @throws {HostFileError} when the file of certificates cannot be read
 */
export function tlsTrustOf(host: Host, parameters: CollectorParameters): TlsTrust | undefined {
  if (!parameters.flag('tls')) return undefined;
  const trusted = parameters.text('tls_ca');
  return trusted === '' ? {} : { ca: host.readText(trusted) };
}
