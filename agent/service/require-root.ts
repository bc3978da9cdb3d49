import { AppError } from '@/common/errors';

/** @throws {AppError} FORBIDDEN with the command to give instead */
export function requireRoot(command: string): void {
  if (process.getuid?.() === 0) return;
  throw new AppError('FORBIDDEN', `Only root can do this; run "sudo ${command}".`);
}
