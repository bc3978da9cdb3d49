import { readFileSync } from 'node:fs';
import { AppError, messageOf } from '@/common/errors';
import type { OidcConfig } from './oidc';

/** What the environment says of the company's sign-in service; each is empty where it is not set. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Holds the secret that the service has given this server, and nothing else. */
  readonly clientSecretFile: string;
  readonly name: string;
  readonly askAgain: boolean;
}

const PREFIX = 'OPSBRO_OIDC';

/**
 * @returns undefined where nothing is set, so that nobody is asked
 * @throws {AppError} INVALID naming what is missing or cannot be read
 */
export function openOidc(settings: OidcSettings): OidcConfig | undefined {
  const { issuer, clientId, clientSecretFile, name, askAgain } = settings;
  if (issuer === '' && clientId === '' && clientSecretFile === '') return undefined;
  checkIssuer(issuer);
  if (clientId === '') throw missing('CLIENT_ID', 'the name under which the service knows OpsBro');
  if (clientSecretFile === '') throw missing('CLIENT_SECRET_FILE', 'a file with the secret in it');
  return {
    issuer,
    clientId,
    clientSecret: readSecret(clientSecretFile),
    name: name === '' ? new URL(issuer).hostname : name,
    askAgain,
  };
}

/** Whoever can change what the service says can sign in as anybody. */
function checkIssuer(issuer: string): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isLocal =
    url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return;
  throw new AppError(
    'INVALID',
    `${PREFIX}_ISSUER: expected an https address such as https://id.example.org, found ${JSON.stringify(issuer)}.`,
  );
}

function readSecret(file: string): string {
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new AppError('INVALID', `${PREFIX}_CLIENT_SECRET_FILE: ${messageOf(error)}.`);
  }
  if (secret !== '') return secret;
  throw new AppError('INVALID', `${PREFIX}_CLIENT_SECRET_FILE: ${file} is empty.`);
}

function missing(what: string, form: string): AppError {
  return new AppError('INVALID', `${PREFIX}_${what} is not set: expected ${form}.`);
}
