import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Cancel } from '@/common/clock';
import { zoneName } from '@/common/domain/member';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { hasErrno, unlinkIfThere, writeFileAtomic } from '@/common/node/atomic-file';
import { zoneKeyName } from '@/common/node/zone-key-id';
import {
  type GossipSelf,
  heldKey,
  type ZoneOrders,
  type ZonesTaken,
  zoneOrders,
} from '@/common/protocol/zone-orders';
import { keyFilePath, readKeyFile, writeKeyFile, type ZoneKeys } from '../transport/key-file';
import type { ZoneFollower } from '../uplink/zone-follower';

/** What the server told last, without the keys: those lie in files of their own. */
const written = zoneOrders.omit({ rings: true }).extend({ keyZones: z.array(zoneName) });

export type KnownZones = z.infer<typeof written>;

export interface ZoneBookOptions {
  readonly dataDirectory: string;
  readonly log: Log;
  /** What the server is told before it tells anything. */
  readonly self: () => GossipSelf;
  /** @param keyZones whose key files were written or removed */
  readonly onChange: (known: KnownZones, keyZones: readonly string[]) => void;
}

type Ring = ZoneOrders['rings'][number];

/**
 * What this agent was told of zones by its server, kept on the disk: keys in `gossip/<zone>.key`, all
 * else in `gossip/zones.json`, so that a start without a server has them. The server's word holds for
 * the zones that it gave keys of; a key that somebody else put there is another zone's, and stays.
 */
export class ZoneBook implements ZoneFollower {
  readonly #options: ZoneBookOptions;
  readonly #listeners = new Set<(taken: ZonesTaken) => void>();
  #known: KnownZones | undefined;
  /** Since the server told it in this run. */
  #held: readonly string[] | undefined;
  #toldSelf = '';

  constructor(options: ZoneBookOptions) {
    this.#options = options;
    this.#known = this.#read();
  }

  /** Nothing for an agent whose server never told it anything. */
  get known(): KnownZones | undefined {
    return this.#known;
  }

  self(): GossipSelf {
    return this.#options.self();
  }

  take(said: unknown): ZonesTaken | undefined {
    const { log } = this.#options;
    const parsed = zoneOrders.safeParse(said);
    if (!parsed.success) {
      // Not the parser's own words: what they are about is secret.
      const places = parsed.error.issues.map(({ path }) => path.join('.'));
      log.error('zones of the server not understood', { places });
      return undefined;
    }
    try {
      this.#keep(parsed.data);
    } catch (error) {
      log.error('keys of zones not stored, the former ones stay', { reason: messageOf(error) });
      return undefined;
    }
    this.#held = parsed.data.rings.flatMap(({ zone, keys }) =>
      keys.map(({ bytes, state }) => heldKey(zone, zoneKeyName(bytes), state)),
    );
    return this.#taken();
  }

  onTaken(tell: (taken: ZonesTaken) => void): Cancel {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  /** How this agent stands may be otherwise: the server hears of it, if it is. */
  selfChanged(): void {
    if (this.#held === undefined || JSON.stringify(this.self()) === this.#toldSelf) return;
    const taken = this.#taken();
    for (const tell of this.#listeners) tell(taken);
  }

  #taken(): ZonesTaken {
    const self = this.self();
    this.#toldSelf = JSON.stringify(self);
    return { held: [...(this.#held ?? [])], self };
  }

  /** The list is written before a key goes and after a key comes: what it names is there. */
  #keep({ rings, ...told }: ZoneOrders): void {
    const changed = rings.filter((ring) => this.#writeRing(ring)).map(({ zone }) => zone);
    const keyZones = rings.map(({ zone }) => zone);
    const gone = (this.#known?.keyZones ?? []).filter((zone) => !keyZones.includes(zone));
    const known = { ...told, keyZones };
    if (changed.length === 0 && JSON.stringify(known) === JSON.stringify(this.#known)) return;
    const { dataDirectory, log, onChange } = this.#options;
    mkdirSync(join(dataDirectory, 'gossip'), { recursive: true, mode: 0o700 });
    writeFileAtomic(this.#path(), `${JSON.stringify(known, null, 2)}\n`);
    for (const zone of gone) unlinkIfThere(keyFilePath(dataDirectory, zone));
    this.#known = known;
    log.info('zones told by the server', { zone: known.zone, keys: keyZones });
    onChange(known, [...changed, ...gone]);
  }

  /** @returns false when the file has these keys already */
  #writeRing({ zone, keys }: Ring): boolean {
    const { dataDirectory } = this.#options;
    const before = readIfThere(dataDirectory, zone);
    const entries = keys.map(({ bytes, state }) => ({ zone, bytes, state }));
    if (before !== undefined && linesOf(before.entries) === linesOf(entries)) return false;
    writeKeyFile(dataDirectory, zone, { entries, masterKey: before?.masterKey });
    return true;
  }

  #read(): KnownZones | undefined {
    try {
      return written.parse(JSON.parse(readFileSync(this.#path(), 'utf8')));
    } catch (error) {
      if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
      const path = this.#path();
      this.#options.log.warn('what the server told of zones cannot be read, it tells it again', {
        path,
        reason: messageOf(error),
      });
      return undefined;
    }
  }

  #path(): string {
    return join(this.#options.dataDirectory, 'gossip', 'zones.json');
  }
}

/** A damaged file is written anew: the server has just told what belongs there. */
function readIfThere(dataDirectory: string, zone: string): ZoneKeys | undefined {
  try {
    return readKeyFile(dataDirectory, zone);
  } catch (error) {
    if (AppError.is(error)) return undefined;
    throw error;
  }
}

function linesOf(keys: readonly { readonly bytes: Uint8Array; readonly state: string }[]): string {
  return keys.map(({ bytes, state }) => `${zoneKeyName(bytes)} ${state}`).join();
}
