import type { Clock } from '@/common/clock';
import type { RolePage, RoleRow } from '@/common/domain/role-view';
import { AppError } from '@/common/errors';
import type { RoleStore } from './role-store';

export interface RoleServiceDeps {
  readonly roles: RoleStore;
  readonly clock: Clock;
}

export type RoleService = ReturnType<typeof createRoleService>;

/** Which roles nodes play, and how they do. */
export function createRoleService({ roles, clock }: RoleServiceDeps) {
  return {
    list: (): Promise<RoleRow[]> => roles.list(clock.wallMs()),

    /** @throws {AppError} NOT_FOUND for a role that no node plays */
    async get(id: string, page: number): Promise<RolePage> {
      const nowMs = clock.wallMs();
      const [counts, definitions, members] = await Promise.all([
        roles.counts(id, nowMs),
        roles.definitions(id),
        roles.members(id, page, nowMs),
      ]);
      if (definitions.length === 0) {
        throw new AppError('NOT_FOUND', `No node plays a role ${id}.`);
      }
      return { id, ...counts, definitions, members };
    },
  };
}
