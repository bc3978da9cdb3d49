import type { ServiceAddress } from './service-address';

/** Where a service answers over HTTP. */
export interface ServiceUrl {
  readonly url: string;
  readonly address: Extract<ServiceAddress, { readonly port: number }>;
}

/**
 * @param text as an operator wrote it, such as `http://127.0.0.1/nginx_status`
 * @param parameter what it is the value of, for the message: `nginx.url`
 * @throws {Error} when it is no address of HTTP, or has a name or a password in it
 */
export function readServiceUrl(text: string, parameter: string): ServiceUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error(
      `The parameter ${parameter} is ${JSON.stringify(text)}: expected an address such as http://127.0.0.1/status.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error(`The parameter ${parameter} must have no name and no password in it.`);
  }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return {
    url: url.href,
    address: { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port },
  };
}
