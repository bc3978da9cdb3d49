import { AppError } from '../errors';

/** What lets one machine in: `ops1.<tokenId>.<seed>.<fingerprint>@host:port`. */
export interface JoinString {
  readonly tokenId: string;
  /** Ed25519 seed (RFC 8032), 32 bytes; it signs on the node and never travels. */
  readonly seed: Uint8Array<ArrayBuffer>;
  /** Of the server's public key, as `fingerprintOf` writes it: 22 characters. */
  readonly fingerprint: string;
  readonly host: string;
  readonly port: number;
}

const FORM =
  /^ops1\.([a-z2-7]{8,32})\.([\w-]{43})\.([\w-]{22})@(\[[0-9a-f:.]+\]|[a-z0-9.-]{1,253}):(\d{1,5})$/i;

export function formatJoinString({ tokenId, seed, fingerprint, host, port }: JoinString): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `ops1.${tokenId}.${toBase64Url(seed)}.${fingerprint}@${name}:${port}`;
}

/** @throws {AppError} INVALID, without quoting what may be a secret. */
export function parseJoinString(text: string): JoinString {
  const trimmed = text.trim();
  if (trimmed === '') throw invalid('it is empty');
  if (!trimmed.startsWith('ops1.')) throw invalid('it does not begin with "ops1."');
  const [, tokenId = '', seed = '', fingerprint = '', host = '', port = ''] =
    FORM.exec(trimmed) ?? [];
  if (tokenId === '') throw invalid('a part is missing or was cut off');
  const number = Number(port);
  if (number < 1 || number > 65_535) throw invalid('its port is not from 1 to 65535');
  return {
    tokenId,
    seed: fromBase64Url(seed),
    fingerprint,
    host: host.replace(/^\[|\]$/g, ''),
    port: number,
  };
}

function invalid(why: string): AppError {
  return new AppError(
    'INVALID',
    `The join string cannot be used: ${why}. Expected "ops1.….….…@host:port", whole, as the page "Add a node" shows it.`,
  );
}

function toBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
