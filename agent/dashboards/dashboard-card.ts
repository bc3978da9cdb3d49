import type { DashboardCard } from '@/common/domain/dashboard';
import { readDashboard } from '@/common/domain/read-dashboard';
import { AppError } from '@/common/errors';
import type { DefinitionFile, PackFileJudge } from '../packs/pack-tree';
import { faultOf } from '../packs/placed';

/**
 * A dashboard as its node tells it.
 * @throws {AppError} INVALID with the file, the line and what is wrong there
 */
export function dashboardCardOf(file: DefinitionFile): DashboardCard {
  const definition = readDashboard(file);
  if ('problem' in definition) {
    const { path, message } = definition.problem;
    throw new AppError('INVALID', `${file.at(path)}: ${message}`);
  }
  const { pack, name, level, path } = file;
  return { id: `${pack}.${name}`, name, pack, level, path, ...definition };
}

/** What is wrong with a file of dashboards, for the loader of packs. */
export const judgeDashboard: PackFileJudge = (file) => faultOf(() => dashboardCardOf(file));
