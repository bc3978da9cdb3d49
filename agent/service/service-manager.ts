import { AppError } from '@/common/errors';
import type { Machine } from './machine';
import type { ServiceDefinition } from './service-definition';

/** What runs services on a machine. */
export interface ServiceManager {
  readonly kind: 'systemd' | 'openrc' | 'init';
  /** For people: `systemd`, `OpenRC`, `System V init`. */
  readonly name: string;
  /** The file that says what to run. */
  readonly file: string;
  isInstalled(): boolean;
  isRunning(): Promise<boolean>;
  /**
   * Writes the file, starts the service and has it started at boot; all of it may be done already.
   * @throws {AppError} with what the machine said
   */
  install(definition: ServiceDefinition): Promise<void>;
  /**
   * Stops the service, takes it out of what is started at boot, deletes the file.
   * @returns the files that are gone; none when it was not installed
   */
  remove(): Promise<readonly string[]>;
}

/**
 * Runs a program that has to succeed.
 * @throws {AppError} INVALID with the command and what it said
 */
export async function must(
  machine: Machine,
  program: string,
  ...words: readonly string[]
): Promise<void> {
  const { code, output } = await machine.run(program, words);
  if (code === 0) return;
  const said = output === '' ? '' : `: ${output}`;
  throw new AppError(
    'INVALID',
    `"${[program, ...words].join(' ')}" ended with code ${code}${said}`,
  );
}
