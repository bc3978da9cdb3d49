import { join } from 'node:path';
import type { Machine, Ran } from '@/agent/service/machine';

export interface RecordedMachine extends Machine {
  /** The commands that were run, as a person would type them. */
  readonly commands: readonly string[];
}

/** A machine whose files lie in a folder, and whose programs answer what a test says. */
export function recordedMachine(
  folder: string,
  answer: (command: string) => Partial<Ran> = () => ({}),
): RecordedMachine {
  const commands: string[] = [];
  return {
    commands,
    path: (absolute) => join(folder, absolute),
    run(program, words) {
      const command = [program, ...words].join(' ').replaceAll(folder, '');
      commands.push(command);
      return Promise.resolve({ code: 0, output: '', ...answer(command) });
    },
  };
}
