import { AppError } from '@/common/errors';
import { ExpressionError } from '@/common/expression/fault';
import type { DefinitionFile } from './pack-tree';

/**
 * Makes something of the expression at `keys` of a file.
 * @throws {AppError} INVALID with the file, the line and the key, for one that is wrong
 */
export function placed<Made>(
  file: Pick<DefinitionFile, 'at'>,
  keys: readonly PropertyKey[],
  make: () => Made,
): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const key = keys.map(String).join('.');
    throw new AppError('INVALID', `${file.at(keys)}: ${key}: ${error.sentence}`, { cause: error });
  }
}

/** What is wrong with a file, as whoever compiles it says it. */
export function faultOf(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    if (!AppError.is(error)) throw error;
    return error.message;
  }
}
