import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { ZoneKey } from './zone-key';

/** Datagrams and streams are sealed under keys of their own, each with its own counters. */
export type Purpose = 'datagram' | 'stream';

/** What stands before the sealed bytes, in clear, and is authenticated with them. */
export interface FrameHead {
  readonly keyId: number;
  /** The first 8 bytes of the sender's id, hexadecimal. */
  readonly seal: string;
  readonly epochMs: number;
  /** Of the sender's frames in this run and for this purpose; never twice. */
  readonly counter: number;
}

/** `'OB' | version 1 | keyId 4 | sender 8 | bootEpoch 6 | counter 8` */
export const HEAD_BYTES = 29;
export const TAG_BYTES = 16;
/** `'OB' | version 1 | 0 4`: before what nobody sealed, on loopback. */
export const OPEN_HEAD_BYTES = 7;

const MAGIC = 0x4f42;
const VERSION = 1;
const ALGORITHM = 'aes-256-gcm';

/** Why bytes are no frame; each has its counter. */
export type FrameFault = 'short' | 'foreign' | 'version';

export function headBytes({ keyId, seal, epochMs, counter }: FrameHead): Buffer {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  writeStart(head, keyId);
  head.write(seal, 7, 'hex');
  head.writeUIntBE(epochMs, 15, 6);
  head.writeUInt32BE(Math.floor(counter / 2 ** 32), 21);
  head.writeUInt32BE(counter % 2 ** 32, 25);
  return head;
}

/** Reads what stands before sealed bytes, looking at nothing behind it. */
export function readHead(bytes: Buffer): FrameHead | FrameFault {
  const fault = startFault(bytes);
  if (fault !== undefined) return fault;
  if (bytes.length < HEAD_BYTES + TAG_BYTES) return 'short';
  return {
    keyId: bytes.readUInt32BE(3),
    seal: bytes.toString('hex', 7, 15),
    epochMs: bytes.readUIntBE(15, 6),
    counter: bytes.readUInt32BE(21) * 2 ** 32 + bytes.readUInt32BE(25),
  };
}

export function openFrame(plaintext: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(OPEN_HEAD_BYTES + plaintext.length);
  writeStart(bytes, 0);
  bytes.set(plaintext, OPEN_HEAD_BYTES);
  return bytes;
}

/** @returns what was not sealed, or why it is none of ours; `sealed` for what is sealed */
export function readOpenFrame(bytes: Buffer): Buffer | FrameFault | 'sealed' {
  const fault = startFault(bytes);
  if (fault !== undefined) return fault;
  return bytes.readUInt32BE(3) === 0 ? bytes.subarray(OPEN_HEAD_BYTES) : 'sealed';
}

/**
 * The key of one sender's run for one purpose, so that counters may serve as nonces: HKDF-Expand
 * (RFC 5869 §2.3) by hand, one block, because that of Node takes five times as long.
 * @param context more that is part of it: of an answer the head of the question
 */
export function deriveKey(
  zoneKey: ZoneKey,
  purpose: Purpose | 'answer',
  head: FrameHead,
  context: Uint8Array = EMPTY,
): Buffer {
  return createHmac('sha256', zoneKey.root)
    .update(`opsbro gossip ${purpose} v1|${zoneKey.zone}|`)
    .update(headBytes({ ...head, counter: 0 }))
    .update(context)
    .update(FIRST_BLOCK)
    .digest();
}

/** @returns the whole frame */
export function sealFrame(key: Uint8Array, head: FrameHead, plaintext: Uint8Array): Buffer {
  const before = headBytes(head);
  const cipher = createCipheriv(ALGORITHM, key, nonceOf(before));
  cipher.setAAD(before);
  const sealed = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([before, sealed, cipher.getAuthTag()]);
}

/** @returns what was sealed; `undefined` for anything that was not, to the last bit */
export function unsealFrame(key: Uint8Array, frame: Buffer): Buffer | undefined {
  const before = frame.subarray(0, HEAD_BYTES);
  const tagAt = frame.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, nonceOf(before), { authTagLength: TAG_BYTES });
  decipher.setAAD(before);
  decipher.setAuthTag(frame.subarray(tagAt));
  const plaintext = decipher.update(frame.subarray(HEAD_BYTES, tagAt));
  try {
    decipher.final();
    return plaintext;
  } catch {
    // Which of its bytes is wrong nobody is to learn.
    return undefined;
  }
}

const EMPTY = new Uint8Array();
const FIRST_BLOCK = Uint8Array.of(1);

function writeStart(bytes: Buffer, keyId: number): void {
  bytes.writeUInt16BE(MAGIC, 0);
  bytes.writeUInt8(VERSION, 2);
  bytes.writeUInt32BE(keyId, 3);
}

function startFault(bytes: Buffer): FrameFault | undefined {
  if (bytes.length < OPEN_HEAD_BYTES) return 'short';
  if (bytes.readUInt16BE(0) !== MAGIC) return 'foreign';
  return bytes.readUInt8(2) === VERSION ? undefined : 'version';
}

/** Four zero bytes and the counter: 96 bits that no key sees twice. */
function nonceOf(head: Buffer): Buffer {
  const nonce = Buffer.alloc(12);
  head.copy(nonce, 4, 21, HEAD_BYTES);
  return nonce;
}
