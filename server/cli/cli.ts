import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectDirectoryOf } from '@/common/node/project-directory';
import { systemClock } from '@/common/node/system-clock';
import { createCliOutput } from './cli-output';
import { readCliEnvironment } from './env';
import { runServerProgram } from './program';

// PGlite sets an exit code of its own, and leaves nothing that would need to be waited for.
process.exit(
  await runServerProgram(process.argv.slice(2), {
    out: createCliOutput(),
    environment: readCliEnvironment(),
    projectDirectory: projectDirectoryOf(dirname(fileURLToPath(import.meta.url))),
    clock: systemClock,
  }),
);
