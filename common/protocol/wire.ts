import { Packr } from 'msgpackr';

const packr = new Packr({ useRecords: false, structuredClone: false });

/**
 * MessagePack frames between agent and server, the same on both sides: tRPC's envelopes go in,
 * bytes come out. Byte arrays travel as they are.
 */
export const wire = {
  encode(message: unknown): Uint8Array<ArrayBuffer> {
    return new Uint8Array(packr.pack(message));
  },
  /** @throws {Error} when the bytes are not MessagePack. */
  decode(message: string | ArrayBuffer | Uint8Array): unknown {
    if (typeof message === 'string') throw new Error('expected a binary frame, found text');
    return packr.unpack(message instanceof Uint8Array ? message : new Uint8Array(message));
  },
};
