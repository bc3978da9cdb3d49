import type { Cancel, Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import type { ZoneKeys } from './zone-keys';
import { listZones, lockZones } from './zone-store';

export interface ZoneProgressDeps {
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: ZoneKeys;
}

const LOOK_MS = 5_000;

/**
 * Takes changes of keys further when all who report have confirmed: looked at with each confirmation,
 * and every five seconds, since whoever falls silent is not waited for. Any server may look: it is
 * one transaction under a lock.
 */
export class ZoneProgress {
  readonly #deps: ZoneProgressDeps;
  #cancel: Cancel = () => undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(deps: ZoneProgressDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#cancel = this.#deps.clock.after(LOOK_MS, () => {
      this.#looking = this.look()
        .catch((error: unknown) => {
          this.#deps.log.warn('keys of zones not looked at', { reason: messageOf(error) });
        })
        .then(() => {
          if (!this.#stopped) this.start();
        });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#looking;
  }

  async look(): Promise<void> {
    const { database, bus } = this.#deps;
    const { rows } = await database.query<{ zone: string }>(
      `SELECT DISTINCT zone FROM "ZoneKey" WHERE step IN ('installed', 'leaving')`,
    );
    if (rows.length === 0) return;
    const changing = new Set(rows.map(({ zone }) => zone));
    if (await this.#advance(changing)) bus.publish({ kind: 'zones', nodeId: '' });
  }

  #advance(changing: ReadonlySet<string>): Promise<boolean> {
    const { database, clock, keys, log } = this.#deps;
    return database.transaction(async (sql) => {
      await lockZones(sql);
      let hasMoved = false;
      for (const zone of await listZones(sql)) {
        if (!changing.has(zone.name)) continue;
        const progress = await keys.advance(sql, zone, { nowMs: clock.wallMs() });
        if (progress === 'none') continue;
        hasMoved = true;
        log.info('key of a zone changed', { zone: zone.name, step: progress });
      }
      return hasMoved;
    });
  }
}
