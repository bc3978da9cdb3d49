import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../support/test-certificate';

export interface TlsFiles extends Disposable {
  /** The certificate of an authority that no system trusts. */
  readonly ca: string;
  /** For `localhost`, signed by it. */
  readonly cert: string;
  readonly key: string;
  /** Of another authority. */
  readonly otherCa: string;
}

/** What a server that speaks TLS needs, in files that every user may read. */
export async function makeTlsFiles(): Promise<TlsFiles> {
  const valid = { validFromMs: Date.now() - 3_600_000, validToMs: Date.now() + 86_400_000 };
  const authority = await makeCertificate({ name: 'opsbro test CA', isAuthority: true, ...valid });
  const other = await makeCertificate({ name: 'another CA', isAuthority: true, ...valid });
  const own = await makeCertificate({ name: 'localhost', issuer: authority, ...valid });
  const directory = mkdtempSync(join(tmpdir(), 'opsbro-tls-'));
  chmodSync(directory, 0o755);
  const file = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text, { mode: 0o644 });
    return path;
  };
  return {
    ca: file('ca.pem', authority.cert),
    otherCa: file('other-ca.pem', other.cert),
    cert: file('cert.pem', own.cert),
    key: file('key.pem', own.key),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
