import { runProgram } from './cli/program';
import { BUILT_IN_PACKS } from './packs/pack-source';

/** Where the executable file with Node inside begins, which carries its packs. */
void runProgram(process.argv.slice(2), {
  currentDirectory: process.cwd(),
  packsDirectory: BUILT_IN_PACKS,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
