import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Resolves when it is gone; at once when it is already. */
export async function endProcess(
  child: ChildProcess | undefined,
  how: NodeJS.Signals,
): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(how);
  await exited;
}
