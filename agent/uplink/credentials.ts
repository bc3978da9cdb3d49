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
  openPreviousKey,
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
  /** The one before the last change, while it is tried. */
  #former: Identity | undefined;
  #isFormerTried = false;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.#identity = options.identity;
  }

  get identity(): Identity {
    return this.#former ?? this.#identity;
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
    if (this.#former !== undefined) return this.#identity;
    return openNextKey(this.#options.dataDirectory);
  }

  makeNextKey(): Signer {
    if (this.#former !== undefined) return this.#identity;
    return makeNextKey(this.#options.dataDirectory);
  }

  adoptNextKey(): void {
    if (this.#former !== undefined) this.#former = undefined;
    else this.#identity = adoptNextKey(this.#options.dataDirectory, this.#identity);
  }

  dropNextKey(): void {
    if (this.#former === undefined) this.#unlinkNextKey();
  }

  /**
   * The server does not know the key: its database may have been restored from before the last
   * change. Then it knows the key before that, with which the present one is offered again.
   * @returns whether the next connection has something else to try; once, until a session was opened
   */
  turnToFormerKey(): boolean {
    if (this.#former !== undefined) {
      this.#former = undefined;
      return false;
    }
    if (this.#isFormerTried) return false;
    const former = openPreviousKey(this.#options.dataDirectory);
    if (former === undefined) return false;
    this.#former = { ...former, nodeId: this.#identity.nodeId };
    this.#isFormerTried = true;
    return true;
  }

  /** The server knows the key. */
  isKnown(): void {
    this.#isFormerTried = false;
  }

  #unlinkNextKey(): void {
    unlinkIfThere(join(identityDirectory(this.#options.dataDirectory), 'agent.key.next'));
  }

  #ticketPath(): string {
    return join(this.#options.dataDirectory, 'identity', 'ticket');
  }
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((pin) => other.includes(pin));
}
