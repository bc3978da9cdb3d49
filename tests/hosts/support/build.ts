import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { canRunHosts, tellWhySkipped } from './can-run-hosts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The agent as a server hands it out, with the executable. */
    readonly agentDirectory: string;
  }
}

/** For `globalSetup`: builds the agent and its executable once. */
export default function setup({ provide }: TestProject): (() => void) | undefined {
  tellWhySkipped();
  if (!canRunHosts) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'opsbro-hosts-build-'));
  const agentDirectory = join(directory, 'agent');
  for (const script of ['build-agent', 'build-executable']) {
    execFileSync(process.execPath, [`scripts/${script}.mjs`, agentDirectory]);
  }
  provide('agentDirectory', agentDirectory);
  return () => rmSync(directory, { recursive: true, force: true });
}
