import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { AppError } from '@/common/errors';
import { type BindingKind, EXPORTER_BYTES, EXPORTER_LABEL } from '@/common/protocol/session';

/** What the proofs on a connection are tied to. */
export interface Channel {
  readonly kind: BindingKind;
  /** Keying material of the TLS connection for `exporter`, else empty. */
  readonly binding: Uint8Array;
}

/** A company's own authority is known to its machines, and to Node only where it is told. */
export const PROXY_HINT =
  'If that is your own proxy, name the authority of its certificate in NODE_EXTRA_CA_CERTS.';

/**
 * A certificate that a public authority vouches for is enough by itself, since a proxy may end the
 * TLS before the server. Any other certificate means nothing: then the server's proof must be made
 * for this very connection, which whoever sits in between cannot have.
 * @throws {AppError} UNAUTHENTICATED for TLS that gives no such material
 */
export function channelOf(socket: Socket): Channel {
  if (!(socket instanceof TLSSocket) || socket.authorized) {
    return { kind: 'none', binding: new Uint8Array() };
  }
  if (socket.getProtocol() !== 'TLSv1.3') {
    throw new AppError(
      'UNAUTHENTICATED',
      `The connection has ${socket.getProtocol() ?? 'no TLS'} and a certificate that no authority vouches for; TLS 1.3 is needed to prove where it ends. Somebody may be in between. ${PROXY_HINT}`,
    );
  }
  const binding = socket.exportKeyingMaterial(EXPORTER_BYTES, EXPORTER_LABEL, Buffer.alloc(0));
  return { kind: 'exporter', binding: new Uint8Array(binding) };
}
