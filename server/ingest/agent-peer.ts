import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { WebSocket } from 'ws';
import { EXPORTER_BYTES, EXPORTER_LABEL } from '@/common/protocol/session';
import { parseAddress } from '../http/address-range';

/** Who is at the other end of an agent's socket, before anything is proven. */
export interface AgentPeer {
  readonly address: string;
  /** Keying material of the TLS connection, 32 bytes; `undefined` where this server ends no TLS. */
  readonly exporter: Uint8Array | undefined;
  /** Proofs need not be tied to the connection: plain text, or a certificate of an authority. */
  readonly mayBeUnbound: boolean;
  close(reason: string): void;
}

/** Policy violation, RFC 6455 §7.4.1. */
const CLOSED_BY_SERVER = 1008;
const REASON_BYTES_MAX = 120;

export interface PeerRules {
  /** The certificate is of our own making, so that nothing but the proofs ties it to this server. */
  readonly hasOwnCertificate: boolean;
  addressOf(request: IncomingMessage): string;
}

export const PLAIN_PEERS: PeerRules = {
  hasOwnCertificate: false,
  addressOf: ({ socket }) => {
    const address = socket.remoteAddress ?? '';
    return parseAddress(address)?.toString() ?? address;
  },
};

export function agentPeer(
  request: IncomingMessage,
  socket: WebSocket,
  { hasOwnCertificate, addressOf }: PeerRules,
): AgentPeer {
  const stream = request.socket;
  const address = addressOf(request);
  const isProxied = address !== PLAIN_PEERS.addressOf(request);
  return {
    address,
    exporter: exporterOf(stream),
    mayBeUnbound: !hasOwnCertificate || isProxied || !(stream instanceof TLSSocket),
    close: (reason) => socket.close(CLOSED_BY_SERVER, reason.slice(0, REASON_BYTES_MAX)),
  };
}

function exporterOf(stream: IncomingMessage['socket']): Uint8Array | undefined {
  if (!(stream instanceof TLSSocket)) return undefined;
  return new Uint8Array(
    stream.exportKeyingMaterial(EXPORTER_BYTES, EXPORTER_LABEL, Buffer.alloc(0)),
  );
}
