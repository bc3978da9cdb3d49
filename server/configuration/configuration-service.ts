import type { NodeConfiguration, PackDetail, PackRow } from '@/common/domain/configuration-view';
import { AppError } from '@/common/errors';
import type { Database } from '../db/database';
import type { DocumentStore } from '../monitoring/document-store';
import { findPackDetail, listPacks } from './pack-store';

export interface ConfigurationServiceDeps {
  readonly database: Database;
  readonly documents: DocumentStore;
}

/** How nodes are set up: packs, parameters, files, groups. */
export function createConfigurationService({ database, documents }: ConfigurationServiceDeps) {
  return {
    packs: (): Promise<PackRow[]> => listPacks(database),

    /** @throws {AppError} NOT_FOUND for a pack that no node has */
    async pack(name: string): Promise<PackDetail> {
      const found = await findPackDetail(database, name);
      if (found.forms.length > 0 || found.faults.length > 0) return found;
      throw new AppError('NOT_FOUND', `No node has told of a pack ${name}.`);
    },

    async onNode(nodeId: string): Promise<NodeConfiguration> {
      const [packs, faults, groups, detectors, roles, told] = await Promise.all([
        documents.list(nodeId, 'pack'),
        documents.find(nodeId, 'pack-faults', ''),
        documents.find(nodeId, 'groups', ''),
        documents.list(nodeId, 'detector'),
        documents.list(nodeId, 'role'),
        database.query<{ at: Date | null }>(
          'SELECT max(at) AS at FROM "NodeDocument" WHERE "nodeId" = $1',
          [nodeId],
        ),
      ]);
      const memberships = [...(groups?.memberships ?? [])];
      return {
        packs,
        faults: faults?.faults ?? [],
        memberships: memberships.sort((a, b) => a.group.localeCompare(b.group)),
        detectors,
        roles,
        toldMs: told.rows[0]?.at?.getTime() ?? null,
      };
    },
  };
}
