/** Performs what it is handed, one task after another; main.ts starts several of these. */
import { perform, type Task } from './task';

process.on('message', (task: Task) => process.send?.(perform(task)));
process.on('disconnect', () => process.exit(0));
