import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

type KeyPair = Awaited<ReturnType<typeof makeKeys>>;

export interface TestCertificate {
  /** In PEM. */
  readonly cert: string;
  readonly key: string;
  readonly certificate: X509Certificate;
  readonly keys: KeyPair;
}

interface CertificateOrder {
  readonly name: string;
  readonly validFromMs: number;
  readonly validToMs: number;
  /** Who signs it; itself when left out. */
  readonly issuer?: TestCertificate;
  readonly isAuthority?: boolean;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A real certificate of any worth, for a name of DNS. */
export async function makeCertificate(order: CertificateOrder): Promise<TestCertificate> {
  cryptoProvider.set(webcrypto as unknown as Crypto);
  const keys = await makeKeys();
  const { name, issuer, isAuthority = false } = order;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(order.validFromMs),
    notAfter: new Date(order.validToMs),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    extensions: [
      new BasicConstraintsExtension(isAuthority, undefined, true),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const base64 = pkcs8.toString('base64').replace(/.{64}/g, '$&\n');
  const key = `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`;
  return { cert: certificate.toString('pem'), key, certificate, keys };
}

async function makeKeys() {
  return await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
