import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { DiskSegment } from './disk-segment';
import { epochsIn, removeEpochDirectory, segmentsIn } from './epoch-directory';
import type { Loss } from './loss';

/**
 * Opens what earlier runs of the agent have left, the oldest first. Damaged records are taken out
 * of their files, so that they are counted once. What cannot be read is said and left alone.
 * @param current the epoch of this run
 */
export function openEarlierSegments(
  directory: string,
  current: string,
  lose: (cause: string, loss: Loss) => void,
  log: Log,
): DiskSegment[] {
  const segments: DiskSegment[] = [];
  try {
    for (const epoch of epochsIn(directory)) {
      if (epoch === current) continue;
      const paths = segmentsIn(directory, epoch);
      for (const path of paths) segments.push(openSegment(epoch, path, lose));
      if (paths.length === 0) removeEpochDirectory(directory, epoch);
    }
  } catch (error) {
    const reason = messageOf(error);
    log.error('the outbox of earlier runs cannot be read', { directory, reason });
  }
  return segments;
}

function openSegment(
  epoch: string,
  path: string,
  lose: (cause: string, loss: Loss) => void,
): DiskSegment {
  const { segment, damage } = DiskSegment.open(epoch, path);
  if (damage === null) return segment;
  lose(path, damage);
  segment.replace(segment.read());
  return segment;
}
