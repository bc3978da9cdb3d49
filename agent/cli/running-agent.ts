import { AppError } from '@/common/errors';
import type { LocalClient } from '../local-api/local-client';
import type { CommandTools } from './define-command';

/** The agent of this machine, for what can do without; `undefined` when none answers. */
export async function runningAgent(given: CommandTools): Promise<LocalClient | undefined> {
  try {
    return await given.agent();
  } catch (error) {
    if (AppError.is(error) && error.code === 'UNREACHABLE') return undefined;
    throw error;
  }
}
