import type { Clock } from '@/common/clock';
import type { TimelineEntry } from '@/common/domain/timeline';
import { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import { fingerprintOf, type Signer } from '@/common/node/ed25519';
import { type Challenge, endorsementTranscript, serverTranscript } from '@/common/protocol/session';
import type { SessionNonces } from '@/common/protocol/transcript';
import type { AuditService } from '../audit/audit-service';
import type { Actor } from '../auth/actor';
import type { Database, Sql } from '../db/database';
import type { TimelineStore } from '../timeline/timeline-store';
import { createServerKeyFile, type ServerKeyFile } from './server-key-file';
import {
  addServerKey,
  lockServerKeys,
  retireServerKey,
  type ServerKeyRow,
  serverKeys,
} from './server-key-store';

export interface ServerIdentityDeps {
  readonly database: Database;
  readonly audit: AuditService;
  readonly entries: TimelineStore;
  readonly clock: Clock;
  readonly log: Log;
  /** The server's part of the data directory. */
  readonly directory: string;
}

/** Who this server is to its agents: an Ed25519 key, and the chain by which they came to know it. */
export interface ServerIdentity {
  /** Of the key that signs now. */
  readonly fingerprint: string;
  /** Proves this server on one connection. */
  prove(nonces: SessionNonces): Promise<Pick<Challenge, 'keyId' | 'keys' | 'signature'>>;
  keys(): Promise<readonly ServerKeyRow[]>;
  /**
   * A new key, endorsed by the present one; agents that know that follow by themselves.
   * @returns what the timeline gained
   */
  rotate(by: Actor): Promise<readonly TimelineEntry[]>;
  /** @throws {AppError} NOT_FOUND; CONFLICT for a key that this server, or another one, signs with */
  retire(keyId: string, by: Actor): Promise<void>;
}

/** Other servers of the same database may have changed keys since. */
const CHAIN_MS_MAX = 10_000;

/**
 * Opens this server's key, or makes it at the first start of the first server of a database.
 * @throws {AppError} CONFLICT when the database belongs to servers with another key
 */
export async function openServerIdentity(deps: ServerIdentityDeps): Promise<ServerIdentity> {
  const files = createServerKeyFile(deps.directory);
  const signer = await deps.database.transaction((sql) => settle(sql, files, deps));
  await deps.database.channel.showKey(fingerprintOf(signer.publicKey));
  return new KeptIdentity(deps, files, signer);
}

class KeptIdentity implements ServerIdentity {
  readonly #deps: ServerIdentityDeps;
  readonly #files: ServerKeyFile;
  #signer: Signer;
  #changing: Promise<void> = Promise.resolve();
  #chain: { readonly keys: readonly ServerKeyRow[]; readonly atMs: number } | undefined;

  constructor(deps: ServerIdentityDeps, files: ServerKeyFile, signer: Signer) {
    this.#deps = deps;
    this.#files = files;
    this.#signer = signer;
  }

  get fingerprint(): string {
    return fingerprintOf(this.#signer.publicKey);
  }

  async prove(nonces: SessionNonces) {
    const signer = this.#signer;
    const keyId = fingerprintOf(signer.publicKey);
    const keys = (await this.#recentKeys()).map(
      ({ publicKey, endorsement, endorsedBy, isRetired }) => ({
        publicKey,
        endorsement,
        endorsedBy,
        isRetired,
      }),
    );
    return { keyId, keys, signature: signer.sign(serverTranscript(nonces, keyId, keys)) };
  }

  keys(): Promise<readonly ServerKeyRow[]> {
    return serverKeys(this.#deps.database);
  }

  rotate(by: Actor): Promise<readonly TimelineEntry[]> {
    return this.#inTurn(() => this.#rotate(by));
  }

  retire(keyId: string, by: Actor): Promise<void> {
    return this.#inTurn(() => this.#retire(keyId, by));
  }

  /** One change after the other: each has files of its own until it is done. */
  #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const turn = this.#changing.then(change);
    this.#changing = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  async #rotate(by: Actor): Promise<readonly TimelineEntry[]> {
    const { database, audit, entries, clock, log } = this.#deps;
    const old = this.#signer;
    // One that is there already may be known to the database: the answer to its COMMIT was lost.
    const next = this.#files.next() ?? this.#files.makeNext();
    const [before, after] = [old, next].map(({ publicKey }) => fingerprintOf(publicKey));
    const told = await database.transaction(async (sql) => {
      await lockServerKeys(sql);
      if ((await serverKeys(sql)).some((key) => isKeyOf(key, next))) return [];
      await addServerKey(sql, endorsed(next, old), clock.wallMs());
      await audit.record(sql, {
        by,
        action: 'server-key.rotate',
        target: `server-key:${after}`,
        before: { key: before },
        after: { key: after },
      });
      return entries.add(sql, [
        {
          atMs: clock.wallMs(),
          kind: 'server-key-rotated',
          nodeId: null,
          actor: by.user.name,
          text: 'gave the server a new key',
        },
      ]);
    });
    this.#signer = this.#files.adoptNext();
    this.#chain = undefined;
    await database.channel.showKey(this.fingerprint);
    log.info('key of the server changed', { key: after });
    return told;
  }

  async #retire(keyId: string, by: Actor): Promise<void> {
    if (keyId === this.fingerprint) {
      throw new AppError('CONFLICT', 'This is the key that signs now: make a new one first.');
    }
    const { database, audit, clock } = this.#deps;
    const user = database.channel.others.find((other) => other.keyId === keyId);
    if (user !== undefined) {
      throw new AppError(
        'CONFLICT',
        `The server ${user.id} at ${user.address || 'this machine'} signs with this key: give it a copy of "server/keys" and start it again first.`,
      );
    }
    await database.transaction(async (sql) => {
      if (!(await retireServerKey(sql, keyId, clock.wallMs()))) {
        throw new AppError('NOT_FOUND', `There is no key ${keyId} that could be retired.`);
      }
      await audit.record(sql, { by, action: 'server-key.retire', target: `server-key:${keyId}` });
    });
    const previous = this.#files.previous();
    if (previous !== undefined && fingerprintOf(previous.publicKey) === keyId) {
      this.#files.dropPrevious();
    }
    this.#chain = undefined;
  }

  async #recentKeys(): Promise<readonly ServerKeyRow[]> {
    const nowMs = this.#deps.clock.nowMs();
    if (this.#chain === undefined || nowMs - this.#chain.atMs > CHAIN_MS_MAX) {
      this.#chain = { keys: await this.keys(), atMs: nowMs };
    }
    return this.#chain.keys;
  }
}

/** Finishes a change that was cut short, and makes sure that the database knows the key. */
async function settle(
  sql: Sql,
  files: ServerKeyFile,
  { clock }: ServerIdentityDeps,
): Promise<Signer> {
  await lockServerKeys(sql);
  const known = await serverKeys(sql);
  const isActive = (signer: Signer | undefined) =>
    signer !== undefined && known.some((key) => !key.isRetired && isKeyOf(key, signer));

  const next = files.next();
  if (isActive(next)) return files.adoptNext();
  if (next !== undefined) files.dropNext();

  const current = files.current();
  if (isActive(current)) return current;
  if (known.length === 0) {
    const first = { publicKey: current.publicKey, endorsement: new Uint8Array(), endorsedBy: '' };
    await addServerKey(sql, first, clock.wallMs());
    return current;
  }
  // A database restored from before the last change knows the key before this one.
  const previous = files.previous();
  if (previous !== undefined && isActive(previous) && !known.some((key) => isKeyOf(key, current))) {
    await addServerKey(sql, endorsed(current, previous), clock.wallMs());
    return current;
  }
  throw new AppError(
    'CONFLICT',
    'This database belongs to a server with another key, which its agents believe. Copy the folder "server/keys" of the data directory of that server here, and start again.',
  );
}

function isKeyOf({ id }: ServerKeyRow, { publicKey }: Signer): boolean {
  return id === fingerprintOf(publicKey);
}

function endorsed({ publicKey }: Signer, by: Signer) {
  return {
    publicKey,
    endorsement: by.sign(endorsementTranscript(publicKey)),
    endorsedBy: fingerprintOf(by.publicKey),
  };
}
