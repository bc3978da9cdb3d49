import type { Duplex } from 'node:stream';
import { AppError } from '@/common/errors';
import { ByteReader } from '../gossip/codec/byte-reader';
import { ByteWriter } from '../gossip/codec/byte-writer';
import { unlessMalformed } from '../gossip/codec/packet-codec';
import type { StreamFailure } from '../gossip/transport';
import type { TunnelGate, TunnelOpening, TunnelWire } from '../tunnel/tunnel-wire';
import { isLoopback, parseSocketAddress } from './socket-address';
import { type Answered, askByStream, type StreamClientOptions } from './stream-client';
import type { Asked } from './stream-server';

/** A relay that does not answer by then has no time for a tunnel either. */
const OPEN_TIMEOUT_MS = 5_000;
const REASON_LENGTH_MAX = 512;

const FAILURES: Record<StreamFailure, string> = {
  refused: 'nobody listens there',
  timeout: 'it did not answer in time',
  unreachable: 'it was not reached, or has another key',
};

export interface TunnelStreamsOptions extends StreamClientOptions {
  /** Whose key seals the openings. */
  readonly zone: string;
}

/**
 * Tunnels on the port of gossip: the opening is a sealed question, its answer a word or none, and
 * behind a yes the stream is whoever's who opened it, bytes as they are.
 */
export class TunnelStreams implements TunnelWire {
  readonly #options: TunnelStreamsOptions;
  #gate: TunnelGate | undefined;

  constructor(options: TunnelStreamsOptions) {
    this.#options = options;
  }

  serve(gate: TunnelGate): void {
    this.#gate = gate;
  }

  open(to: string, { hops }: TunnelOpening, signal: AbortSignal): Promise<Duplex> {
    const address = parseSocketAddress(to);
    const { zone, sealing } = this.#options;
    return new Promise((resolve, reject) => {
      const fail = (reason: string) =>
        reject(new AppError('UNREACHABLE', `The relay at ${to} opened no tunnel: ${reason}.`));
      if (address === undefined || (sealing.isOpen && !isLoopback(address.host))) {
        return fail('without a key of the zone it is out of reach');
      }
      const body = { purpose: 'tunnel', bytes: Uint8Array.of(hops) } as const;
      const question = { to: address, zone, body, timeoutMs: OPEN_TIMEOUT_MS };
      const giveUp = askByStream(question, this.#options, (answer) => {
        signal.removeEventListener('abort', giveUp);
        if (typeof answer === 'string') return fail(FAILURES[answer]);
        const refusal = refusalIn(answer);
        if (refusal === '') return resolve(answer.socket);
        answer.socket.destroy();
        reject(new AppError('FORBIDDEN', `The relay at ${to} opened no tunnel: ${refusal}`));
      });
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
    });
  }

  /** @returns as a server of streams asks; nothing for no opening */
  question({ from, isStale, body, take }: Asked): Uint8Array | 'taken' | undefined {
    const [hops] = body.bytes;
    if (hops === undefined || body.bytes.length !== 1 || isStale) return undefined;
    const opening = { hops };
    const gate = this.#gate;
    const refusal = gate?.refusal(from, opening) ?? (gate === undefined ? 'No relay.' : undefined);
    if (refusal !== undefined) return refusalBytes(refusal);
    gate?.pass(from, opening, take(refusalBytes('')));
    return 'taken';
  }
}

function refusalBytes(reason: string): Uint8Array {
  const out = new ByteWriter();
  out.text(reason.slice(0, REASON_LENGTH_MAX));
  return out.done();
}

/** Empty for a yes. */
function refusalIn({ bytes }: Answered): string {
  const read = unlessMalformed(() => new ByteReader(bytes).text(REASON_LENGTH_MAX));
  return read ?? 'It answered what this agent does not understand.';
}
