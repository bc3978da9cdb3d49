import { AppError } from '@/common/errors';
import type { Migration } from '../migrate';
import { type BackupHeader, madeAtText } from './backup-format';

/**
 * The last migration of a backup, up to which a database must be migrated before it is loaded.
 *
 * @param known those of this program, in their order
 * @throws {AppError} CONFLICT when the backup was made by a newer program, or by one whose
 *   migrations were others.
 */
export function levelOf(header: BackupHeader, known: readonly Migration[]): string {
  const checksums = new Map(known.map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum } of header.migrations) {
    const ours = checksums.get(name);
    if (ours === undefined) throw new AppError('CONFLICT', newer(header, name));
    if (ours !== checksum) throw new AppError('CONFLICT', edited(header, name));
  }
  const last = header.migrations.at(-1)?.name;
  const missing = known.find(
    ({ name }) =>
      last !== undefined && name < last && !header.migrations.some((one) => one.name === name),
  );
  if (last !== undefined && missing === undefined) return last;
  throw new AppError(
    'CONFLICT',
    `The backup of ${madeAtText(header)} lacks the migration ${missing?.name ?? known[0]?.name}; no version of OpsBro wrote that.`,
  );
}

function newer(header: BackupHeader, name: string): string {
  return `The backup of ${madeAtText(header)} was made by OpsBro ${header.program} with the migration ${name}, which this version does not know; restore it with that version or a newer one.`;
}

function edited(header: BackupHeader, name: string): string {
  return `The migration ${name} of the backup of ${madeAtText(header)} is not the one that this version has; restore it with OpsBro ${header.program}.`;
}
