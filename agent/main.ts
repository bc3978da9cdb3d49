#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runProgram } from './cli/program';

/** The build puts the packs beside the program; in a checkout they lie beside its folder. */
function packsDirectory(): string {
  const beside = fileURLToPath(new URL('packs', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../packs', import.meta.url));
}

process.exitCode = await runProgram(process.argv.slice(2), {
  currentDirectory: process.cwd(),
  packsDirectory: packsDirectory(),
});
