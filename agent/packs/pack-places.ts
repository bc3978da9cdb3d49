import { join } from 'node:path';
import type { PackLevel } from '@/common/domain/pack';
import type { AgentConfig } from '../config/config';
import { SYSTEM_DATA_DIRECTORY } from '../config/load-config';

/** A directory whose sub-directories are packs of a level. */
export interface PackPlace {
  readonly level: PackLevel;
  readonly path: string;
}

/** Where an operator of an installed agent expects to write; outranks the data directory. */
const SYSTEM_LOCAL_PACKS = '/etc/opsbro/packs';

/** Where the packs of this machine are, the weakest first. */
export function packPlaces({
  dataDirectory,
  packsDirectory,
}: Pick<AgentConfig, 'dataDirectory' | 'packsDirectory'>): PackPlace[] {
  const below = (level: PackLevel) => ({ level, path: join(dataDirectory, 'packs', level) });
  const places: PackPlace[] = [
    { level: 'core', path: packsDirectory },
    below('global'),
    below('zone'),
    below('local'),
  ];
  if (dataDirectory === SYSTEM_DATA_DIRECTORY) {
    places.push({ level: 'local', path: SYSTEM_LOCAL_PACKS });
  }
  return places;
}
