import type { Cancel, Clock } from '@/common/clock';
import type { CheckReport } from '@/common/domain/check-report';
import { outranks } from '@/common/domain/pack';
import type { RoleCard, RoleExplanation, RoleHealth } from '@/common/domain/role';
import { AppError, messageOf } from '@/common/errors';
import type { RootScope } from '@/common/expression/scope';
import type { Log } from '@/common/log';
import type { Evaluator } from '../expression/evaluator';
import { findDefinition } from '../packs/find-definition';
import type { Pack, PackFile } from '../packs/pack-tree';
import { parameterScope } from '../packs/parameter-scope';
import { checkScope } from './check-scope';
import { CHECKS_ROOT, type CompiledRole, compileRole } from './compiled-role';
import { type FoundHealth, roleHealth } from './role-health';

export interface RolesDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly evaluator: Pick<Evaluator, 'language' | 'surroundings'>;
  /** The groups that this node is in. */
  readonly groups: () => ReadonlySet<string>;
  readonly checks: () => readonly CheckReport[];
  /** A role does otherwise than before. */
  readonly onChange: () => void;
}

/** What a pack gives to roles. */
export type RolePack = Pick<Pack, 'name' | 'parameters'> & {
  readonly files: Pick<Pack['files'], 'roles' | 'checks'>;
};

interface RoleEntry {
  readonly role: CompiledRole;
  readonly parameters: RootScope;
  health: RoleHealth;
  reason: string;
  sinceMs: number;
}

/** Changes of several checks come together. */
const SETTLE_MS = 50;
/** A condition may look at more than checks. */
const LOOK_EVERY_MS = 10_000;

/** The roles that this node plays, and how each does. */
export class Roles {
  readonly #deps: RolesDeps;
  readonly #entries = new Map<string, RoleEntry>();
  #cancel: Cancel | undefined;
  #dueMs = 0;
  #isLooking = false;
  #stopped = false;

  constructor(deps: RolesDeps) {
    this.#deps = deps;
  }

  /** The roles of these packs and no others; one that is wrong is logged and left out. */
  load(packs: readonly RolePack[]): void {
    const before = new Map(this.#entries);
    this.#entries.clear();
    for (const pack of packs) {
      for (const file of filesOf(pack)) {
        if (file.enabled) this.#add(file, pack, before);
      }
    }
    this.look();
  }

  /** A check changed, or the groups of the node did. */
  look(): void {
    this.#lookAfter(SETTLE_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  /** Those that this node plays. */
  cards(): readonly RoleCard[] {
    const groups = this.#deps.groups();
    return [...this.#entries.values()]
      .filter(({ role }) => role.isFor?.(groups) ?? true)
      .map(cardOf);
  }

  /** @throws {AppError} NOT_FOUND */
  card(name: string): RoleCard {
    return cardOf(findDefinition(this.#entries, 'role', name));
  }

  /** @throws {AppError} NOT_FOUND */
  async explain(name: string): Promise<RoleExplanation> {
    const entry = findDefinition(this.#entries, 'role', name);
    const around = this.#surroundings(entry, this.#deps.checks());
    return { healthyIf: await entry.role.healthyIf.explain(around), card: cardOf(entry) };
  }

  #add(file: PackFile, pack: RolePack, before: ReadonlyMap<string, RoleEntry>): void {
    const { clock, evaluator, log } = this.#deps;
    try {
      const role = compileRole(file, evaluator.language);
      const { health, reason, sinceMs } = before.get(role.id) ?? {
        health: 'unknown',
        reason: 'not looked at yet',
        sinceMs: clock.wallMs(),
      };
      const parameters = parameterScope(pack);
      this.#entries.set(role.id, { role, parameters, health, reason, sinceMs });
    } catch (error) {
      if (!AppError.is(error)) throw error;
      log.error('role cannot be loaded', { reason: error.message });
    }
  }

  #lookAfter(delayMs: number): void {
    const { clock } = this.#deps;
    const dueMs = clock.nowMs() + delayMs;
    if (this.#stopped || (this.#cancel !== undefined && this.#dueMs <= dueMs)) return;
    this.#cancel?.();
    this.#dueMs = dueMs;
    this.#cancel = clock.after(delayMs, () => {
      this.#cancel = undefined;
      // A condition may ask the machine, which takes its time.
      if (this.#isLooking) this.#lookAfter(SETTLE_MS);
      else void this.#lookAtAll();
    });
  }

  async #lookAtAll(): Promise<void> {
    this.#isLooking = true;
    const reports = this.#entries.size === 0 ? [] : this.#deps.checks();
    for (const entry of this.#entries.values()) await this.#lookAt(entry, reports);
    this.#isLooking = false;
    this.#lookAfter(LOOK_EVERY_MS);
  }

  async #lookAt(entry: RoleEntry, reports: readonly CheckReport[]): Promise<void> {
    try {
      const around = this.#surroundings(entry, reports);
      const found = await roleHealth(entry.role, around, reports);
      if (!this.#stopped) this.#take(entry, found);
    } catch (error) {
      this.#deps.log.error('a role failed', { role: entry.role.id, reason: messageOf(error) });
    }
  }

  #take(entry: RoleEntry, { health, reason }: FoundHealth): void {
    const { health: from, reason: reasonBefore } = entry;
    entry.reason = reason;
    if (from === health) {
      if (reason !== reasonBefore) this.#deps.onChange();
      return;
    }
    entry.health = health;
    entry.sinceMs = this.#deps.clock.wallMs();
    this.#deps.onChange();
    this.#deps.log.info('role changed', { role: entry.role.id, from, to: health });
  }

  #surroundings({ parameters }: RoleEntry, reports: readonly CheckReport[]) {
    return this.#deps.evaluator.surroundings({ parameters, [CHECKS_ROOT]: checkScope(reports) });
  }
}

/** Where a role and a service of the original have one name, the stronger level counts. */
function filesOf({ files }: RolePack): Iterable<PackFile> {
  const services = files.checks.filter(({ root }) => root === 'service');
  const byName = new Map<string, PackFile>();
  for (const file of [...files.roles, ...services]) {
    const other = byName.get(file.name);
    if (other === undefined || outranks(file.level, other.level)) byName.set(file.name, file);
  }
  return byName.values();
}

function cardOf({ role, health, reason, sinceMs }: RoleEntry): RoleCard {
  const { id, file, definition } = role;
  return {
    id,
    pack: file.pack,
    level: file.level,
    path: file.path,
    summary: definition.summary,
    group: definition.group ?? '',
    healthyIf: definition.healthyIf,
    health,
    reason,
    sinceMs,
  };
}
