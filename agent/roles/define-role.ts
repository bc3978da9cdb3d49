import { existsSync } from 'node:fs';
import { AppError } from '@/common/errors';
import { compileCheck } from '../checks/compiled-check';
import {
  type LocalDesk,
  type LocalName,
  localFile,
  localName,
  localPath,
  namesProgram,
  refuseProgram,
  removeLocal,
  writeLocal,
} from '../packs/local-definition';
import { compileRole } from './compiled-role';

/**
 * Writes a role at the level local: in this project's form among the roles, or as a service of the
 * original, which has its check inside of it, among the checks.
 * @param asked `web.shop` in that pack, `shop` in the pack `local`, which is made for it
 * @param document as its file would have it, a service without the word above it
 * @returns its id
 * @throws {AppError} INVALID; NOT_FOUND for an unknown pack; FORBIDDEN for one that runs a program;
 * CONFLICT for a service with the name of a check
 */
export function defineRole(desk: LocalDesk, asked: string, document: object): string {
  const name = localName(desk, asked);
  const rolePath = localPath(name, 'roles');
  if (isService(document)) return defineService(desk, name, document);
  const file = { document, root: undefined, noun: 'role' };
  const { id } = compileRole(localFile(name, rolePath, file), desk.language);
  writeLocal(name, rolePath, document);
  const service = servicePath(desk, name);
  if (service !== undefined) removeLocal(service, 'services');
  return id;
}

/**
 * Takes a role of the level local away; one of a weaker level is in force then, if there is one.
 * @returns the file
 * @throws {AppError} NOT_FOUND when this level has none of that name
 */
export function removeRole(desk: LocalDesk, asked: string): string {
  const name = localName(desk, asked);
  const path = servicePath(desk, name) ?? localPath(name, 'roles');
  removeLocal(path, 'roles');
  return path;
}

function isService(document: object): boolean {
  return !('summary' in document || 'healthy_if' in document || 'group' in document);
}

function defineService(desk: LocalDesk, name: LocalName, document: object): string {
  const path = localPath(name, 'checks');
  refuseCheck(desk, name);
  const inner = 'check' in document ? document.check : undefined;
  refuseProgram(path, namesProgram(document) || namesProgram(inner));
  const file = localFile(name, path, { document, root: 'service', noun: 'service' });
  const check = compileCheck(file, desk.language);
  refuseProgram(path, check.definition.way.is === 'plugin');
  const { id } = compileRole(file, desk.language);
  writeLocal(name, path, { service: document });
  const own = localPath(name, 'roles');
  if (existsSync(own)) removeLocal(own, 'roles');
  return id;
}

/** The check inside of a service is called as it is, and would stand before this one. */
function refuseCheck(desk: LocalDesk, { pack, name }: LocalName): void {
  const file = checkFile(desk, { pack, name });
  if (file === undefined || file.root === 'service') return;
  throw new AppError(
    'CONFLICT',
    `${pack}.${name} is a check already (${file.path}), and the check inside of this service would replace it: choose another name, or send a role with summary and healthy_if.`,
  );
}

/** Of a service that this level has. */
function servicePath(desk: LocalDesk, name: LocalName): string | undefined {
  const path = localPath(name, 'checks');
  const file = checkFile(desk, name);
  return file?.root === 'service' && file.path === path ? path : undefined;
}

function checkFile({ tree }: LocalDesk, { pack, name }: Pick<LocalName, 'pack' | 'name'>) {
  const files = tree.packs.find((each) => each.name === pack)?.files.checks;
  return files?.find((each) => each.name === name);
}
