#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './cli/program';

/**
 * The build puts the packs beside the program; in a checkout they lie beside its folder, and what
 * lies beside the program is its code for packs.
 */
function packsDirectory(): string {
  const beside = fileURLToPath(new URL('packs', import.meta.url));
  return existsSync(join(beside, 'system', 'pack.yaml'))
    ? beside
    : fileURLToPath(new URL('../packs', import.meta.url));
}

/** The server of the same installation, beside the agent's folder; in a checkout below `dist`. */
function serverProgram(): string | undefined {
  return ['../server/cli.mjs', '../dist/server/cli.mjs']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
}

process.exitCode = await runProgram(process.argv.slice(2), {
  currentDirectory: process.cwd(),
  packsDirectory: packsDirectory(),
  serverProgram: serverProgram(),
});
