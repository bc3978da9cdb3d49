import { createPrivateKey, generateKeyPairSync, randomBytes, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';
import { openKeyDirectory } from '../identity/server-key-file';
import { parseAddress } from './address-range';
import { checkCertificate, type TlsCertificate } from './tls-certificate';

const DAY_MS = 86_400_000;
/** Browsers refuse longer ones even when a person has told them to trust it. */
const VALID_MS = 397 * DAY_MS;
const RENEW_MS = 60 * DAY_MS;
/** A machine whose clock is behind shall not find it good from tomorrow on. */
const BACKDATED_MS = DAY_MS;
const NAMES_MAX = 64;

/**
 * The certificate of a server that was given none, `keys/tls.crt`: made when it is missing, about to
 * end, or lacks a name that the machine has by now. The key stays, and so does the pin.
 */
export async function openOwnCertificate(
  directory: string,
  names: readonly string[],
  nowMs: number,
): Promise<TlsCertificate> {
  const keys = openKeyDirectory(directory);
  const files = { keyFile: join(keys, 'tls.key'), certFile: join(keys, 'tls.crt') };
  const key = readIfThere(files.keyFile) ?? makeKey(files.keyFile);
  const wanted = ownNames(names);
  const known = usable(() => {
    const cert = readIfThere(files.certFile) ?? '';
    return checkCertificate({ mode: 'own', key, cert, ...files });
  });
  const lasts = known !== undefined && known.notAfterMs > nowMs + RENEW_MS;
  if (lasts && wanted.every((name) => known.names.includes(name))) return known;
  const cert = await makeCertificate(key, wanted, nowMs);
  writeFileAtomic(files.certFile, cert);
  return checkCertificate({ mode: 'own', key, cert, ...files });
}

function usable(check: () => TlsCertificate): TlsCertificate | undefined {
  try {
    return check();
  } catch {
    // Whatever is wrong with a certificate of our own making, another one is made.
    return undefined;
  }
}

function makeKey(path: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeFileAtomic(path, pem);
  return pem;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Signed by its own key. The library is loaded for this alone. */
async function makeCertificate(
  keyPem: string,
  names: readonly string[],
  nowMs: number,
): Promise<string> {
  // What the library's container asks for must be there before it is imported.
  await import('reflect-metadata');
  const { cryptoProvider, ...x509 } = await import('@peculiar/x509');
  const subtle = webcrypto.subtle;
  cryptoProvider.set(webcrypto as unknown as Crypto);
  const pkcs8 = createPrivateKey(keyPem).export({ type: 'pkcs8', format: 'der' });
  const privateKey = await subtle.importKey('pkcs8', pkcs8, ALGORITHM, true, ['sign']);
  const { d: _secret, key_ops: _uses, ...open } = await subtle.exportKey('jwk', privateKey);
  const publicKey = await subtle.importKey('jwk', open, ALGORITHM, true, ['verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    name: 'CN=OpsBro',
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + VALID_MS),
    signingAlgorithm: ALGORITHM,
    keys: { privateKey, publicKey },
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({
          type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const),
          value,
        })),
      ),
    ],
  });
  return certificate.toString('pem');
}

/** Whatever this machine may be called: browsers ask for the very name that was typed. */
function ownNames(names: readonly string[]): readonly string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ address }) => !address.startsWith('fe80:'))
    .map(({ address }) => parseAddress(address)?.toString() ?? address);
  const hosts = ['localhost', hostname(), ...names].filter((name) => /^[a-z0-9.-]+$/i.test(name));
  return [...new Set([...hosts, '127.0.0.1', ...addresses])].slice(0, NAMES_MAX);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}
