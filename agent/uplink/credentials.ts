import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasErrno, unlinkIfThere, writeFileAtomic } from '@/common/node/atomic-file';
import type { Signer } from '@/common/node/ed25519';
import {
  adoptNextKey,
  type Identity,
  identityDirectory,
  makeNextKey,
  openNextKey,
} from './identity';
import { readServerFile, writeServerFile } from './server-file';

export interface CredentialsOptions {
  readonly dataDirectory: string;
  readonly identity: Identity;
  readonly serverUrl: string;
  /** Fingerprint of a key that is believed besides the stored ones; empty for none. */
  readonly serverKey: string;
}

/**
 * All that an agent shows to its server and believes of it: key, ticket, pinned keys. Each is a
 * file of its own below `identity/`, written whole and synced before anybody is told of it.
 */
export class Credentials {
  readonly #options: CredentialsOptions;
  #identity: Identity;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.#identity = options.identity;
  }

  get identity(): Identity {
    return this.#identity;
  }

  /** Fingerprints of the keys by which the server may prove itself. */
  get pins(): readonly string[] {
    const { dataDirectory, serverKey } = this.#options;
    const stored = readServerFile(dataDirectory)?.keys ?? [];
    return serverKey === '' ? stored : [...stored, serverKey];
  }

  keepPins(pins: readonly string[]): void {
    const { dataDirectory, serverUrl } = this.#options;
    const known = readServerFile(dataDirectory);
    if (known !== undefined && sameSet(known.keys, pins)) return;
    writeServerFile(dataDirectory, { server: known?.server ?? serverUrl, keys: [...pins] });
  }

  /** What the server gave last; empty before the first session. */
  get ticket(): Uint8Array<ArrayBuffer> {
    try {
      return new Uint8Array(readFileSync(this.#ticketPath()));
    } catch (error) {
      if (hasErrno(error, 'ENOENT')) return new Uint8Array();
      throw error;
    }
  }

  keepTicket(ticket: Uint8Array): void {
    writeFileAtomic(this.#ticketPath(), ticket);
  }

  /** The key that this node is changing to, if it is. */
  nextKey(): Signer | undefined {
    return openNextKey(this.#options.dataDirectory);
  }

  makeNextKey(): Signer {
    return makeNextKey(this.#options.dataDirectory);
  }

  adoptNextKey(): void {
    this.#identity = adoptNextKey(this.#options.dataDirectory, this.#identity);
  }

  dropNextKey(): void {
    unlinkIfThere(join(identityDirectory(this.#options.dataDirectory), 'agent.key.next'));
  }

  #ticketPath(): string {
    return join(this.#options.dataDirectory, 'identity', 'ticket');
  }
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((pin) => other.includes(pin));
}
