import { randomBytes } from 'node:crypto';
import { AppError, messageOf } from '@/common/errors';
import { zoneKeyName } from '@/common/node/zone-key-id';
import { heldKey, type RingKey } from '@/common/protocol/zone-orders';
import type { Sql } from '../db/database';
import type { ZoneSecret } from './zone-secret';
import {
  addKey,
  type Confirmation,
  confirmationOf,
  dropKeys,
  listKeys,
  moveKeys,
  type StoredKey,
  type StoredZone,
} from './zone-store';

const SALT_BYTES = 16;

/** What came of a look at a change of keys. */
export type KeyProgress = 'none' | 'used' | 'retired';

/** The keys of the zones: what agents are given of them, and how one takes the place of another. */
export class ZoneKeys {
  readonly #secret: ZoneSecret;

  constructor(secret: ZoneSecret) {
    this.#secret = secret;
  }

  /** @param keys of one zone @throws {AppError} where this server cannot have them, saying why */
  ringOf(keys: readonly StoredKey[]): readonly RingKey[] {
    return keys.map((key) => ({
      bytes: this.#bytesOf(key),
      state: key.step === 'used' ? 'use' : 'accept',
    }));
  }

  /** Why this server cannot give them out; empty where it can. */
  faultOf(keys: readonly StoredKey[]): string {
    try {
      this.ringOf(keys);
      return '';
    } catch (error) {
      return messageOf(error);
    }
  }

  /** The first key of a zone, used at once. @returns its id */
  first(sql: Sql, zone: string, nowMs: number): Promise<string> {
    return this.#make(sql, zone, 'used', nowMs);
  }

  /** One more key, which all must have before any of them seals with it. @returns its id */
  install(sql: Sql, zone: string, nowMs: number): Promise<string> {
    return this.#make(sql, zone, 'installed', nowMs);
  }

  /** How far a change is; nothing where none is under way. */
  async awaited(
    sql: Sql,
    zone: Pick<StoredZone, 'name' | 'parent'>,
    keys: readonly StoredKey[],
    nowMs: number,
  ): Promise<(Confirmation & { readonly key: StoredKey }) | undefined> {
    const installed = keys.find(({ step }) => step === 'installed');
    const leaving = keys.some(({ step }) => step === 'leaving');
    const key = installed ?? (leaving ? keys.find(({ step }) => step === 'used') : undefined);
    if (key === undefined) return undefined;
    const use = heldKey(zone.name, key.id, 'use');
    const held = key === installed ? [use, heldKey(zone.name, key.id, 'accept')] : [use];
    const asked = { zone: zone.name, parent: zone.parent, held, nowMs };
    return { ...(await confirmationOf(sql, asked)), key };
  }

  /**
   * Takes a change one step further when all who report have confirmed the last one.
   * @param isForced whoever has not is left behind, until it asks the server again
   */
  async advance(
    sql: Sql,
    zone: Pick<StoredZone, 'name' | 'parent'>,
    { nowMs, isForced = false }: { readonly nowMs: number; readonly isForced?: boolean },
  ): Promise<KeyProgress> {
    const keys = (await listKeys(sql)).filter((key) => key.zone === zone.name);
    const change = await this.awaited(sql, zone, keys, nowMs);
    if (change === undefined || (change.awaited.length > 0 && !isForced)) return 'none';
    if (change.key.step === 'used') {
      await dropKeys(sql, zone.name, 'leaving');
      return 'retired';
    }
    await moveKeys(sql, zone.name, { from: 'used', to: 'leaving', nowMs });
    await moveKeys(sql, zone.name, { from: 'installed', to: 'used', nowMs });
    return 'used';
  }

  async #make(sql: Sql, zone: string, step: StoredKey['step'], nowMs: number): Promise<string> {
    const isFirst = (await listKeys(sql)).length === 0;
    if (isFirst) this.#secret.makeIfMissing();
    const salt = new Uint8Array(randomBytes(SALT_BYTES));
    const id = zoneKeyName(this.#secret.keyOf(zone, salt));
    await addKey(sql, { zone, id, salt, step }, nowMs);
    return id;
  }

  #bytesOf({ zone, id, salt }: StoredKey): Uint8Array<ArrayBuffer> {
    const bytes = this.#secret.keyOf(zone, salt);
    if (zoneKeyName(bytes) === id) return bytes;
    throw new AppError(
      'CONFLICT',
      `The key ${id} of the zone ${zone} follows from another "zones.secret" than the one in "server/keys": copy that folder from the server that made the key.`,
    );
  }
}
