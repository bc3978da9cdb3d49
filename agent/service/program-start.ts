import { realpathSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { isSea } from 'node:sea';
import type { ProgramStart } from './service-definition';

/**
 * How this process was started, by paths that stay when the program or Node is replaced: a link such
 * as `/usr/local/lib/opsbro/current` or `/usr/bin/node` is kept, not what it leads to today.
 */
export function programStart(): ProgramStart {
  const { argv0, execPath, argv } = process;
  const isSame = isAbsolute(argv0) && realpathSync(argv0) === realpathSync(execPath);
  return {
    execPath: isSame ? argv0 : execPath,
    script: isSea() ? undefined : resolve(argv[1] ?? ''),
  };
}
