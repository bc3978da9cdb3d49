import { z } from 'zod';
import { messageOf } from '@/common/errors';

/** What a server tells the process that started it, over Node's channel between parent and child. */
export type LauncherMessage =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'step'; readonly step: string }
  | {
      readonly kind: 'ready';
      readonly url: string;
      readonly port: number;
      readonly setUpLink: string | undefined;
      /** Fingerprint of the key by which agents know this server. */
      readonly serverKey: string;
      /** Where the agent of this machine reaches it. */
      readonly agentUrl: string;
      /** SHA-256 of the certificate that it made itself, which no browser knows. */
      readonly ownCertificate: string | undefined;
    }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'enrolled'; readonly nodeId: string };

export interface LauncherRequests {
  enrol(publicKey: Uint8Array<ArrayBuffer>, hostname: string): Promise<string>;
}

const enrolRequest = z.strictObject({
  kind: z.literal('enrol'),
  /** Raw Ed25519 public key, 32 bytes in base64. */
  publicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  hostname: z.string().min(1).max(255),
});

/**
 * The channel to `npm start`, which nobody but the parent process can write to. A server that was
 * started otherwise prints what a person must know, and enrols nobody this way.
 */
export function createLauncherLink() {
  const send = process.send?.bind(process);

  return {
    tell(message: LauncherMessage): void {
      if (send !== undefined) send(message);
      else print(message);
    },

    /** A launcher that is gone leaves nobody who would stop this server. */
    onGone(callback: () => void): void {
      if (send !== undefined) process.on('disconnect', callback);
    },

    serve({ enrol }: LauncherRequests): void {
      process.on('message', (message) => {
        const request = enrolRequest.safeParse(message);
        if (!request.success) {
          return void send?.({ kind: 'failed', message: z.prettifyError(request.error) });
        }
        const { publicKey, hostname } = request.data;
        enrol(new Uint8Array(Buffer.from(publicKey, 'base64')), hostname)
          .then((nodeId) => send?.({ kind: 'enrolled', nodeId }))
          .catch((error: unknown) => send?.({ kind: 'failed', message: messageOf(error) }));
      });
    },
  };
}

function print(message: LauncherMessage): void {
  if (message.kind === 'failed') process.stderr.write(`${message.message}\n`);
  if (message.kind !== 'ready') return;
  process.stdout.write(`OpsBro is ready at ${message.url}\n`);
  if (message.ownCertificate !== undefined) {
    process.stdout.write(`SHA-256 of its own certificate: ${message.ownCertificate}\n`);
  }
  if (message.setUpLink === undefined) return;
  process.stdout.write(`Make the first account, within the hour: ${message.setUpLink}\n`);
}
