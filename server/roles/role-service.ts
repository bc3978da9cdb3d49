import type { Clock } from '@/common/clock';
import { readExplanation } from '@/common/domain/explanation-told';
import type { RolePage, RoleRow } from '@/common/domain/role-view';
import { AppError } from '@/common/errors';
import type { Explanation } from '@/common/expression/explain';
import type { AskNode } from '../checks/check-questions';
import { toldAnswer } from '../lab/told-answer';
import type { RoleStore } from './role-store';

export interface RoleServiceDeps {
  readonly roles: RoleStore;
  readonly clock: Clock;
  readonly ask: AskNode;
}

/** Which roles nodes play, and how they do. */
export function createRoleService({ roles, clock, ask }: RoleServiceDeps) {
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

    /**
     * Why a role does as it does on a node, evaluated there now.
     * @throws {AppError} whatever keeps the node from answering
     */
    async explain(nodeId: string, role: string): Promise<Explanation> {
      return toldAnswer(await ask(nodeId, { ask: 'explain-role', role }), readExplanation);
    },
  };
}
