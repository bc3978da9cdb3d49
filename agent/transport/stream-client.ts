import { connect, type Socket } from 'node:net';
import type { Clock } from '@/common/clock';
import { hasErrno } from '@/common/node/atomic-file';
import type { StreamFailure } from '../gossip/transport';
import { RecordReader, recordBytes } from './record-reader';
import type { Opened, Sealing } from './sealing';
import type { SocketAddress } from './socket-address';
import { decodeBody, encodeBody, type StreamBody } from './stream-body';
import type { StreamLimits } from './stream-limits';
import type { TransportCounters } from './transport-counters';

export interface StreamClientOptions {
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly counters: TransportCounters;
  readonly limits: StreamLimits;
}

export interface Question {
  readonly to: SocketAddress;
  /** Whose key to seal it with. */
  readonly zone: string;
  readonly body: StreamBody;
  readonly timeoutMs: number;
}

/** An answer that is authentic, and of the one who was asked with that very question. */
export interface Answered extends Pick<Opened, 'seal' | 'zone'> {
  readonly bytes: Uint8Array;
  /** Still open and paused, with what came behind the answer; closed by whoever does not want it. */
  readonly socket: Socket;
}

/** Asks one question over a stream of its own; `done` is called once. @returns how to give it up */
export function askByStream(
  question: Question,
  options: StreamClientOptions,
  done: (answer: Answered | StreamFailure) => void,
): () => void {
  const { clock, sealing, counters, limits } = options;
  const sealed = sealing.sealQuestion(encodeBody(question.body), question.zone);
  if (sealed === undefined) {
    return clock.after(0, () => done('unreachable'));
  }
  counters.streamsOut += 1;
  const socket = connect({ ...question.to, noDelay: true });
  const reader = new RecordReader(limits.answerBytes);
  let isOver = false;
  const finish = (answer: Answered | StreamFailure) => {
    if (isOver) return;
    isOver = true;
    cancelDeadline();
    socket.pause().removeAllListeners('data');
    if (typeof answer === 'string') socket.destroy();
    done(answer);
  };
  const cancelDeadline = clock.after(question.timeoutMs, () => finish('timeout'));
  socket.on('error', (error) => finish(failureOf(error)));
  socket.once('close', () => finish('unreachable'));
  socket.once('connect', () => {
    const record = recordBytes(sealed.frame);
    counters.streamBytesOut += record.length;
    socket.write(record);
  });
  socket.on('data', (chunk) => {
    counters.streamBytesIn += chunk.length;
    reader.push(chunk);
    const complete = reader.done();
    if (complete === undefined && !reader.isTooLarge) return;
    finish(answerOf(complete));
  });

  function answerOf(complete: ReturnType<RecordReader['done']>): Answered | StreamFailure {
    const opened = complete === undefined ? 'too-large' : sealed?.open(complete.record);
    const body = typeof opened === 'object' ? decodeBody(opened.plaintext) : undefined;
    if (complete === undefined || typeof opened !== 'object' || body === undefined) {
      counters.drop(typeof opened === 'string' ? opened : 'malformed');
      return 'unreachable';
    }
    if (complete.rest.length > 0) socket.unshift(complete.rest);
    return { seal: opened.seal, zone: opened.zone, bytes: body.bytes, socket };
  }

  return () => finish('unreachable');
}

function failureOf(error: Error): StreamFailure {
  if (hasErrno(error, 'ECONNREFUSED')) return 'refused';
  return hasErrno(error, 'ETIMEDOUT') ? 'timeout' : 'unreachable';
}
