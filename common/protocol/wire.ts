import { Packr } from 'msgpackr';
import { checkFrame } from './frame-check';

/** A link that was just opened sends what was asked of it meanwhile. */
const MESSAGES_AT_ONCE_MAX = 256;

const packr = new Packr({ useRecords: false, structuredClone: false });

/**
 * MessagePack frames between agent and server, the same on both sides: tRPC's envelopes go in,
 * bytes come out. Byte arrays travel as they are.
 */
export const wire = {
  encode(message: unknown): Uint8Array<ArrayBuffer> {
    return new Uint8Array(packr.pack(message));
  },
  /** @throws {Error} when the bytes are not MessagePack, or not such as ours is. */
  decode(message: string | ArrayBuffer | Uint8Array): unknown {
    if (typeof message === 'string') throw new Error('expected a binary frame, found text');
    const bytes = message instanceof Uint8Array ? message : new Uint8Array(message);
    checkFrame(bytes);
    const unpacked: unknown = packr.unpack(bytes);
    if (Array.isArray(unpacked) && unpacked.length > MESSAGES_AT_ONCE_MAX) {
      throw new Error(`at most ${MESSAGES_AT_ONCE_MAX} messages travel in one frame`);
    }
    return unpacked;
  },
};
