import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { AppError } from '@/common/errors';
import { parseAddress } from './address-range';

/** A certificate with its key, checked: the one belongs to the other. */
export interface TlsCertificate {
  readonly mode: 'own' | 'given';
  /** PEM. */
  readonly key: string;
  /** PEM; the server's own first, then whatever lies between it and an authority. */
  readonly cert: string;
  /** SHA-256 of the public key's SubjectPublicKeyInfo, base64 (RFC 7469). */
  readonly spkiPin: string;
  /** SHA-256 of the certificate, as browsers show it: `AB:CD:…`. */
  readonly fingerprint: string;
  readonly notAfterMs: number;
  /** Host names and addresses that it is made out to. */
  readonly names: readonly string[];
}

export interface PemPair {
  readonly mode: TlsCertificate['mode'];
  readonly key: string;
  readonly cert: string;
  /** As a person knows them, for what is said when something is wrong. */
  readonly keyFile: string;
  readonly certFile: string;
}

/** @throws {AppError} INVALID naming the file and what is wrong with it */
export function checkCertificate(pair: PemPair): TlsCertificate {
  const { mode, keyFile, certFile } = pair;
  const certificate = parseCertificate(pair);
  const key = parseKey(pair);
  if (!certificate.checkPrivateKey(key)) {
    throw new AppError('INVALID', `${keyFile} is not the key of the certificate ${certFile}.`);
  }
  return {
    mode,
    key: pair.key,
    cert: pair.cert,
    spkiPin: spkiPin(key),
    fingerprint: certificate.fingerprint256,
    notAfterMs: Date.parse(certificate.validTo),
    names: namesOf(certificate),
  };
}

function parseCertificate({ cert, certFile }: PemPair): X509Certificate {
  try {
    return new X509Certificate(cert);
  } catch (error) {
    throw new AppError('INVALID', `${certFile} holds no certificate in PEM form.`, {
      cause: error,
    });
  }
}

function parseKey({ key, keyFile }: PemPair): KeyObject {
  try {
    return createPrivateKey(key);
  } catch {
    // The parser's own words could quote the key.
    throw new AppError(
      'INVALID',
      `${keyFile} holds no private key in PEM form, or one with a passphrase: it must have none.`,
    );
  }
}

function spkiPin(key: KeyObject): string {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}

/** `DNS:localhost, IP Address:127.0.0.1`, as Node writes them. */
function namesOf({ subjectAltName = '' }: X509Certificate): readonly string[] {
  return subjectAltName
    .split(', ')
    .map((name) => name.replace(/^(DNS|IP Address):/, ''))
    .filter((name) => name !== '')
    .map((name) => parseAddress(name)?.toString() ?? name);
}
