import type { Clock } from '@/common/clock';
import { DEFAULT_ZONE } from '@/common/domain/member';
import type { ZoneEdit, ZoneKeyChange, ZoneRow } from '@/common/domain/zone';
import { ZoneTree } from '@/common/domain/zone-tree';
import { AppError } from '@/common/errors';
import { differences } from '../audit/audit-change';
import type { AuditService } from '../audit/audit-service';
import type { Actor } from '../auth/actor';
import type { Database, Sql } from '../db/database';
import type { Bus } from '../live/bus';
import type { TimelineService } from '../timeline/timeline-service';
import { moveNode } from './move-node';
import type { ZoneKeys } from './zone-keys';
import {
  addZone,
  countNodes,
  dropKeys,
  listKeys,
  listZones,
  lockZones,
  removeZone,
  type StoredKey,
  type StoredZone,
  saveZone,
  setGossip,
} from './zone-store';

export interface ZoneServiceDeps {
  readonly database: Database;
  readonly audit: AuditService;
  readonly timeline: TimelineService;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly keys: ZoneKeys;
}

export type ZoneService = ReturnType<typeof createZoneService>;

const AWAITED_SHOWN_MAX = 8;

/** The zones as people see and change them. */
export function createZoneService(deps: ZoneServiceDeps) {
  return { list: () => listRows(deps), ...treeChanges(deps), ...keyChanges(deps) };
}

async function listRows({ database, keys, clock }: ZoneServiceDeps): Promise<readonly ZoneRow[]> {
  const [zones, allKeys, counts] = await Promise.all([
    listZones(database),
    listKeys(database),
    countNodes(database),
  ]);
  const nowMs = clock.wallMs();
  const rowOf = async (zone: StoredZone): Promise<ZoneRow> => {
    const own = allKeys.filter((key) => key.zone === zone.name);
    const change = await keys.awaited(database, zone, own, nowMs);
    return {
      ...zone,
      nodes: counts.get(zone.name) ?? 0,
      keys: own.map(({ id, step, createdMs }) => ({ id, step, createdMs })).sort(usedFirst),
      change: change === undefined ? null : changeView(change),
      fault: keys.faultOf(own),
    };
  };
  return Promise.all(zones.map(rowOf));
}

function treeChanges(deps: ZoneServiceDeps) {
  const { database, audit, bus, clock } = deps;

  return {
    /** @throws {AppError} CONFLICT for a name that is taken, NOT_FOUND for an unknown parent */
    async create(zone: ZoneEdit, by: Actor): Promise<void> {
      await changed(deps, async (sql, zones) => {
        checkParent(zones, zone);
        if (!(await addZone(sql, zone, clock.wallMs()))) {
          throw new AppError('CONFLICT', `There is a zone ${zone.name} already.`);
        }
        await audit.record(sql, { by, action: 'zone.create', ...target(zone.name), after: zone });
      });
    },

    /** @throws {AppError} NOT_FOUND; CONFLICT for a zone that would stand in itself */
    async edit(edit: ZoneEdit, by: Actor): Promise<void> {
      await changed(deps, async (sql, zones) => {
        const { note, parent } = found(zones, edit.name);
        checkParent(zones, edit);
        await saveZone(sql, edit);
        const change = differences({ note, parent }, { note: edit.note, parent: edit.parent });
        await audit.record(sql, { by, action: 'zone.edit', ...target(edit.name), ...change });
      });
    },

    /** @throws {AppError} NOT_FOUND; CONFLICT for one that somebody is in, or the first of all */
    async remove(name: string, by: Actor): Promise<void> {
      await changed(deps, async (sql, zones) => {
        const zone = found(zones, name);
        checkEmpty(zone, zones, (await countNodes(sql)).get(name) ?? 0);
        await removeZone(sql, name);
        const { note, parent } = zone;
        await audit.record(sql, {
          ...{ by, action: 'zone.remove', ...target(name) },
          before: { note, parent },
        });
      });
    },

    /** @throws {AppError} NOT_FOUND for an unknown node or zone */
    async moveNode(nodeId: string, name: string, by: Actor): Promise<void> {
      const text = await database.transaction(async (sql) => {
        found(await listZones(sql), name);
        return moveNode(sql, audit, { nodeId, zone: name, by });
      });
      if (text === undefined) return;
      bus.publish({ kind: 'zones', nodeId });
      bus.publish({ kind: 'node', nodeId });
      const actor = by.user.name;
      await deps.timeline.record({ kind: 'node-edited', nodeId, actor, text });
    },
  };
}

function keyChanges(deps: ZoneServiceDeps) {
  const { audit, clock, keys } = deps;

  return {
    /**
     * With gossip, agents of the zone get a key and listen to one another; without, they lose it.
     * @throws {AppError} NOT_FOUND
     */
    async switchGossip(name: string, isOn: boolean, by: Actor): Promise<void> {
      await changed(deps, async (sql, zones) => {
        const zone = found(zones, name);
        if (zone.hasGossip === isOn) return;
        await setGossip(sql, name, isOn);
        if (isOn) await keys.first(sql, name, clock.wallMs());
        else await dropKeys(sql, name);
        await audit.record(sql, {
          ...{ by, action: isOn ? 'zone.gossip-on' : 'zone.gossip-off', ...target(name) },
          before: { gossip: zone.hasGossip },
          after: { gossip: isOn },
        });
      });
    },

    /** @throws {AppError} NOT_FOUND; CONFLICT for a zone without keys, or while one changes */
    async rotateKey(name: string, by: Actor): Promise<void> {
      await changed(deps, async (sql, zones) => {
        found(zones, name);
        const own = (await listKeys(sql)).filter((key) => key.zone === name);
        checkRotation(name, own);
        const id = await keys.install(sql, name, clock.wallMs());
        await audit.record(sql, {
          ...{ by, action: 'zone.key-rotate', ...target(name) },
          after: { key: id },
        });
      });
    },

    /**
     * Goes on with a change of keys without those who have not confirmed.
     * @throws {AppError} NOT_FOUND; CONFLICT where no key is being changed
     */
    async forceKey(name: string, by: Actor): Promise<void> {
      await changed(deps, async (sql, zones) => {
        const zone = found(zones, name);
        const nowMs = clock.wallMs();
        const progress = await keys.advance(sql, zone, { nowMs, isForced: true });
        if (progress === 'none') {
          throw new AppError('CONFLICT', `No key of the zone ${name} is being changed.`);
        }
        await audit.record(sql, {
          ...{ by, action: 'zone.key-force', ...target(name) },
          after: { step: progress },
        });
      });
    },
  };
}

/** Makes a change, one at a time, and has all agents told. */
async function changed(
  { database, bus }: ZoneServiceDeps,
  change: (sql: Sql, zones: readonly StoredZone[]) => Promise<void>,
): Promise<void> {
  await database.transaction(async (sql) => {
    await lockZones(sql);
    await change(sql, await listZones(sql));
  });
  bus.publish({ kind: 'zones', nodeId: '' });
}

function found(zones: readonly StoredZone[], name: string): StoredZone {
  const zone = zones.find((one) => one.name === name);
  if (zone !== undefined) return zone;
  throw new AppError('NOT_FOUND', `There is no zone ${name}.`);
}

function checkParent(zones: readonly StoredZone[], { name, parent }: ZoneEdit): void {
  if (parent === null) return;
  found(zones, parent);
  const isBelow = new ZoneTree(zones).below(name).includes(parent);
  if (parent !== name && !isBelow) return;
  throw new AppError('CONFLICT', `The zone ${name} cannot stand in ${parent}: that is part of it.`);
}

function checkEmpty(zone: StoredZone, zones: readonly StoredZone[], nodes: number): void {
  const { name } = zone;
  const lower = zones.filter(({ parent }) => parent === name).map((each) => each.name);
  if (name === DEFAULT_ZONE) {
    throw new AppError('CONFLICT', 'Every node without a zone of its own is in this one.');
  }
  if (nodes > 0) throw new AppError('CONFLICT', `There are nodes in ${name}: move them first.`);
  if (lower.length === 0) return;
  throw new AppError('CONFLICT', `${lower.join(', ')} stands in ${name}: move it first.`);
}

function checkRotation(name: string, keys: readonly StoredKey[]): void {
  if (keys.length === 0) {
    throw new AppError('CONFLICT', `The zone ${name} has no key yet: switch its gossip on.`);
  }
  if (keys.length === 1) return;
  throw new AppError('CONFLICT', `A key of the zone ${name} is being changed already.`);
}

function changeView({
  key,
  confirmed,
  awaited,
}: NonNullable<Awaited<ReturnType<ZoneKeys['awaited']>>>): ZoneKeyChange {
  return {
    step: key.step === 'installed' ? 'install' : 'use',
    sinceMs: key.stepMs,
    confirmed,
    awaited: awaited.length,
    awaitedNodes: awaited.slice(0, AWAITED_SHOWN_MAX),
  };
}

const ORDER = { used: 0, installed: 1, leaving: 2 } as const;

function usedFirst(one: { step: keyof typeof ORDER }, other: { step: keyof typeof ORDER }): number {
  return ORDER[one.step] - ORDER[other.step];
}

function target(name: string) {
  return { target: `zone:${name}`, targetName: name };
}
