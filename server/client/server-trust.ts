import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Agent as HttpAgent } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import type { ClientOptions } from './client-options';
import { OpsbroError } from './opsbro-error';

/**
 * Opens connections to the server that is meant and to no other. A token is sent only after that is
 * known.
 * @throws {OpsbroError} UNREACHABLE for a pin or a file that makes no sense
 */
export function connectionsTo({ url, pin, caFile }: ClientOptions): HttpAgent | undefined {
  if (!url.startsWith('https:')) return undefined;
  // A resumed session shows no certificate.
  const options: AgentOptions = { keepAlive: true, maxCachedSessions: 0 };
  if (pin !== undefined) return new PinnedAgent(pin, options);
  return new Agent(caFile === undefined ? options : { ...options, ca: readCertificates(caFile) });
}

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const message = `The certificates in ${path} (caFile) could not be read.`;
    throw new OpsbroError('UNREACHABLE', message, { cause: error });
  }
}

/** Trusts one public key, whoever else vouches for whatever. */
class PinnedAgent extends Agent {
  readonly #pin: Buffer;

  constructor(pin: string, options: AgentOptions) {
    super(options);
    this.#pin = Buffer.from(pin.replace(/^sha256\/\//, ''), 'base64');
    if (this.#pin.length !== 32) {
      const expected = 'Expected the SHA-256 of a public key in base64, 44 characters';
      throw new OpsbroError('UNREACHABLE', `${expected}, as pin; got ${JSON.stringify(pin)}.`);
    }
  }

  override createConnection(
    options: AgentOptions,
    done: (error: Error | null, socket: Duplex) => void,
  ): null {
    const socket = connect({ ...options, rejectUnauthorized: false });
    const told = (error: Error | null) => {
      socket.removeListener('error', told);
      done(error, socket);
    };
    socket.once('error', told);
    socket.once('secureConnect', () => {
      if (this.#isPinned(socket)) return told(null);
      const message = 'The server has another key than the pin: it is not the one that was meant.';
      socket.destroy(new OpsbroError('UNREACHABLE', message));
    });
    return null;
  }

  #isPinned(socket: TLSSocket): boolean {
    const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
    return (
      key !== undefined && timingSafeEqual(createHash('sha256').update(key).digest(), this.#pin)
    );
  }
}
