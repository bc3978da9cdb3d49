// Opens a data directory as a server does, in a process that a test kills: argument 1.
import { systemClock } from '@/common/node/system-clock';
import { openDatabase } from '@/server/db/open-database';
import { quietLog } from '../../../support/test-database';

const database = await openDatabase({
  directory: process.argv[2] ?? '',
  clock: systemClock,
  log: quietLog,
  onProgress: (step) => process.stdout.write(`${step}\n`),
});
await database.close();
process.exit(0);
