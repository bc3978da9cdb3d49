import {
  type LocalDesk,
  localFile,
  localName,
  localPath,
  namesProgram,
  refuseProgram,
  removeLocal,
  writeLocal,
} from '../packs/local-definition';
import { compileCheck } from './compiled-check';

/**
 * Writes a check at the level local, in this project's form or the original's.
 * @param asked `linux.memory` in that pack, `backup` in the pack `local`, which is made for it
 * @param document as its file would have it
 * @returns its id
 * @throws {AppError} INVALID; NOT_FOUND for an unknown pack; FORBIDDEN for one that runs a program
 */
export function defineCheck(desk: LocalDesk, asked: string, document: unknown): string {
  const name = localName(desk, asked);
  const path = localPath(name, 'checks');
  refuseProgram(path, namesProgram(document));
  const isOwn = typeof document === 'object' && document !== null && 'summary' in document;
  const file = { document, root: isOwn ? undefined : 'check', noun: 'check' };
  const check = compileCheck(localFile(name, path, file), desk.language);
  refuseProgram(path, check.definition.way.is === 'plugin');
  writeLocal(name, path, isOwn ? document : { check: document });
  return check.id;
}

/**
 * Takes a check of the level local away; one of a weaker level is in force then, if there is one.
 * @returns the file
 * @throws {AppError} NOT_FOUND when this level has none of that name
 */
export function removeCheck(desk: LocalDesk, asked: string): string {
  const path = localPath(localName(desk, asked), 'checks');
  removeLocal(path, 'checks');
  return path;
}
