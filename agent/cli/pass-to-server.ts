import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { AppError } from '@/common/errors';

/**
 * Runs `opsbro server …`, which is the server's own program, and comes to what that comes to.
 *
 * @param program its file; `undefined` where only the agent is installed
 * @throws {AppError} UNREACHABLE when there is none
 */
export async function passToServer(
  program: string | undefined,
  words: readonly string[],
): Promise<number> {
  if (program === undefined) {
    throw new AppError(
      'UNREACHABLE',
      'The server is not installed here, only the agent; run this on the machine of the server.',
    );
  }
  const child = spawn(process.execPath, [program, ...words], { stdio: 'inherit' });
  // A terminal's Ctrl-C reaches both: the other one decides when it ends.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  const [code, signal] = await once(child, 'close');
  process.off('SIGINT', ignore);
  return typeof code === 'number' ? code : 128 + constants.signals[signal as NodeJS.Signals];
}
