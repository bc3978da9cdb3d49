import { createHash } from 'node:crypto';
import type { Host } from '@/agent/collectors/host';

const KINDS = ['rsa', 'dsa', 'ecdsa', 'ed25519'] as const;

type Kind = (typeof KINDS)[number];

export type HostKeys = Readonly<Record<`host_${Kind}_key_pub`, string | undefined>>;

export type KeyFingerprint = { readonly type: string; readonly fingerprint: string };

/** The public halves of the keys by which clients know this machine. */
export function readHostKeys(host: Host): HostKeys {
  const read = (kind: Kind) =>
    parsePublicKey(host.tryText(`/etc/ssh/ssh_host_${kind}_key.pub`) ?? '');
  return {
    host_rsa_key_pub: read('rsa'),
    host_dsa_key_pub: read('dsa'),
    host_ecdsa_key_pub: read('ecdsa'),
    host_ed25519_key_pub: read('ed25519'),
  };
}

/**
 * @param text such as `ssh-ed25519 AAAAC3Nz… root@host`
 * @returns type and key; `undefined` for anything that is not a public key, a private one above all.
 */
export function parsePublicKey(text: string): string | undefined {
  const [line = ''] = text.trimStart().split('\n', 1);
  const [, type, key] =
    /^((?:ssh|ecdsa|sk)-[\w@.-]+) ([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(line) ?? [];
  return type === undefined ? undefined : `${type} ${key}`;
}

/** As `ssh-keygen -l` and a client that meets the machine for the first time show it. */
export function fingerprintOf(publicKey: string): KeyFingerprint {
  const [type = '', key = ''] = publicKey.split(' ');
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64');
  return { type, fingerprint: `SHA256:${digest.replace(/=+$/, '')}` };
}
