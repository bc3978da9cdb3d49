import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** What a stream is opened for. */
const PURPOSES = ['question', 'tunnel'] as const;
export type StreamPurpose = (typeof PURPOSES)[number];

export interface StreamBody {
  readonly purpose: StreamPurpose;
  readonly bytes: Uint8Array;
}

const IS_DEFLATED = 0x80;
/** Less is not worth the work. */
const DEFLATED_FROM_BYTES = 512;
/** What a compressed body may grow to; a bomb ends there. */
export const INFLATED_BYTES_MAX = 8 * 1024 * 1024;

/** A body as it goes under the seal: a byte that says what it is, and the rest, shorter if it gets shorter. */
export function encodeBody({ purpose, bytes }: StreamBody): Buffer {
  const word = PURPOSES.indexOf(purpose);
  const deflated = bytes.length < DEFLATED_FROM_BYTES ? bytes : deflateRawSync(bytes);
  const isShorter = deflated.length < bytes.length;
  return Buffer.concat([
    Uint8Array.of(isShorter ? word | IS_DEFLATED : word),
    isShorter ? deflated : bytes,
  ]);
}

/** @returns `undefined` for what is no body, or would be larger than any */
export function decodeBody(body: Buffer): StreamBody | undefined {
  const [first = 0xff] = body;
  const purpose = PURPOSES[first & ~IS_DEFLATED];
  if (purpose === undefined) return undefined;
  const rest = body.subarray(1);
  const bytes = (first & IS_DEFLATED) === 0 ? rest : inflated(rest);
  return bytes === undefined ? undefined : { purpose, bytes };
}

function inflated(bytes: Buffer): Buffer | undefined {
  try {
    return inflateRawSync(bytes, { maxOutputLength: INFLATED_BYTES_MAX });
  } catch {
    // Damaged or a bomb; zlib stopped at the limit.
    return undefined;
  }
}
