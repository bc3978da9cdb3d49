import type { PackLevel } from '@/common/domain/pack';
import type { PackFile } from './pack-tree';
import type { PackFileVersion } from './read-pack-file';

/**
 * The one of all versions of a file that is in force.
 * @param versions the strongest first, each of them whole
 * @returns `undefined` when they are all switches of something that is not there
 */
export function fileInForce(versions: readonly PackFileVersion[]): PackFile | undefined {
  const [strongest] = versions;
  const whole = versions.find(({ isSwitch }) => !isSwitch);
  if (strongest === undefined || whole === undefined) return undefined;
  const { isSwitch: _, ...file } = whole;
  return {
    ...file,
    enabled: strongest.enabled,
    level: strongest.level,
    hides: versions.slice(1).map(placeOf),
  };
}

function placeOf({ level, path }: { readonly level: PackLevel; readonly path: string }) {
  return { level, path };
}
