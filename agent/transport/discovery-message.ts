import { storable } from '@/common/domain/text';
import { ByteReader } from '../gossip/codec/byte-reader';
import { ByteWriter } from '../gossip/codec/byte-writer';
import { unlessMalformed } from '../gossip/codec/packet-codec';

/** Who is there? Told apart from packets of gossip by its first byte. */
export type DiscoveryMessage =
  | { readonly kind: 'detect'; readonly nonce: Uint8Array }
  | ({ readonly kind: 'detected'; readonly nonce: Uint8Array } & Detected);

/** What an agent says of itself to whoever looks for agents. */
export interface Detected {
  readonly name: string;
  readonly zone: string;
  readonly isRelay: boolean;
}

const DETECT = 0x20;
const DETECTED = 0x21;
export const NONCE_BYTES = 8;
const NAME_LENGTH_MAX = 64;
const ZONE_LENGTH_MAX = 64;
/** No answer is as large, so that nobody gains by having it sent to somebody else. */
export const DETECT_BYTES = 1 + NONCE_BYTES + 2 * (2 + 3 * NAME_LENGTH_MAX) + 1;

export function encodeDiscovery(message: DiscoveryMessage): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.byte(message.kind === 'detect' ? DETECT : DETECTED);
  out.raw(message.nonce);
  if (message.kind === 'detect') out.raw(new Uint8Array(DETECT_BYTES - 1 - NONCE_BYTES));
  else {
    out.text(storable(message.name.slice(0, NAME_LENGTH_MAX)));
    out.text(message.zone);
    out.byte(message.isRelay ? 1 : 0);
  }
  return out.done();
}

/** Whether bytes are of this kind at all. */
export function isDiscovery(bytes: Uint8Array): boolean {
  return bytes[0] === DETECT || bytes[0] === DETECTED;
}

/** @returns `undefined` for what is not well-formed, to the last byte */
export function decodeDiscovery(bytes: Uint8Array): DiscoveryMessage | undefined {
  return unlessMalformed(() => read(new ByteReader(bytes)));
}

function read(from: ByteReader): DiscoveryMessage | undefined {
  const kind = from.byte();
  const nonce = from.copy(NONCE_BYTES);
  if (kind === DETECT) {
    return from.left === DETECT_BYTES - 1 - NONCE_BYTES ? { kind: 'detect', nonce } : undefined;
  }
  const name = storable(from.text(NAME_LENGTH_MAX));
  const zone = storable(from.text(ZONE_LENGTH_MAX));
  const isRelay = from.byte() === 1;
  from.end();
  return { kind: 'detected', nonce, name, zone, isRelay };
}
