import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What `opsbro collectors run` of the shipped program prints: there libraries are chunks of their
 * own, and may not be what they are in the sources.
 */
export function builtAgentPrints(
  pack: string,
  parameters: Readonly<Record<string, unknown>>,
): string {
  const directory = mkdtempSync(join(tmpdir(), 'opsbro-built-'));
  try {
    const local = join(directory, 'data', 'packs', 'local', pack);
    mkdirSync(local, { recursive: true });
    writeFileSync(join(local, 'parameters.yaml'), JSON.stringify(parameters));
    const built = join(directory, 'built');
    execFileSync('node', ['scripts/build-agent.mjs', built], { stdio: 'pipe' });
    const words = ['collectors', 'run', pack, '--data', join(directory, 'data')];
    return execFileSync('node', [join(built, 'opsbro.mjs'), ...words], { encoding: 'utf8' });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
