import { AppError } from '@/common/errors';
import type { ExitCode } from './define-command';
import type { Output } from './output';

/** What the agent refuses is a no, not a failure to reach it. */
export async function negativeResult(
  out: Pick<Output, 'error'>,
  run: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await run();
  } catch (error) {
    if (!AppError.is(error) || error.code === 'UNREACHABLE') throw error;
    out.error(error.message);
    return 2;
  }
}
