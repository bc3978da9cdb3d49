import { z } from 'zod';
import { AppError, messageOf } from '@/common/errors';
import { wire } from '@/common/protocol/wire';

const envelope = z.union([
  z.object({ method: z.string() }),
  z.object({ error: z.object({ code: z.number() }) }),
  z
    .looseObject({ result: z.record(z.string(), z.unknown()) })
    .refine((message) => !('error' in message)),
]);

type Frame = string | ArrayBuffer | Uint8Array;

/**
 * The wire for tRPC's client, which throws out of the socket's event, and so ends the process, when
 * a frame is not what it expects. Such a frame ends the connection instead.
 */
export function linkEncoder(onNonsense: (error: AppError) => void) {
  return {
    encode: (message: unknown) => wire.encode(message),
    decode(frame: Frame): unknown {
      try {
        return checkEnvelope(wire.decode(frame));
      } catch (error) {
        onNonsense(
          new AppError('UNREACHABLE', `The server sent what is no answer: ${messageOf(error)}.`, {
            cause: error,
          }),
        );
        return { id: null, result: { type: 'stopped' } };
      }
    },
  };
}

/** An answer holds a result or an error with a code; a request of the server's, a method. */
function checkEnvelope(message: unknown): unknown {
  if (envelope.safeParse(message).success) return message;
  throw new Error('neither a result nor an error');
}
