import { AppError } from '@/common/errors';
import type { Pack, PackParameter, PackTree } from './pack-tree';
import { meant } from './schema-fault';

/** @throws {AppError} NOT_FOUND with the name that was probably meant, or why it is not there */
export function findPack({ packs, lost }: PackTree, name: string): Pack {
  const pack = packs.find((each) => each.name === name);
  if (pack !== undefined) return pack;
  const broken = lost.find((each) => each.name === name);
  if (broken !== undefined) throw new AppError('INVALID', broken.reason);
  const names = packs.map((each) => each.name);
  throw new AppError('NOT_FOUND', `There is no pack ${name}; ${meant(name, names)}.`);
}

/** @throws {AppError} NOT_FOUND */
export function findParameter({ name: pack, parameters }: Pack, name: string): PackParameter {
  const parameter = parameters.find((each) => each.name === name);
  if (parameter !== undefined) return parameter;
  const names = parameters.map((each) => each.name);
  const hint = names.length === 0 ? 'it has none' : meant(name, names);
  throw new AppError('NOT_FOUND', `The pack ${pack} has no parameter ${name}; ${hint}.`);
}
