/** A page that comes back sends all that it waits for at once; what a stranger sends is a flood. */
const MESSAGES_AT_ONCE_MAX = 256;

/** JSON as tRPC frames it on the socket of pages and scripts. */
export const peopleWire = {
  encode: (message: unknown): string => JSON.stringify(message),

  /** @throws {Error} for what is no JSON, or too many messages in one */
  decode(text: string | ArrayBuffer | Uint8Array): unknown {
    if (typeof text !== 'string') throw new Error('expected a frame of text, found bytes');
    const message: unknown = JSON.parse(text);
    if (Array.isArray(message) && message.length > MESSAGES_AT_ONCE_MAX) {
      throw new Error(`at most ${MESSAGES_AT_ONCE_MAX} messages travel in one frame`);
    }
    return message;
  },
};
