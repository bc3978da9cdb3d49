import { systemClock } from '@/common/node/system-clock';
import { openDatabase } from '@/server/db/open-database';
import { Claims } from '@/server/jobs/claims';
import { quietLog } from '../../support/test-database';

// Run by `OtherProcess`: takes a job, says so, and stays.
const [url = ''] = process.argv.slice(2);
const database = await openDatabase({ directory: '', url, clock: systemClock, log: quietLog });
const claims = new Claims({ database, clock: systemClock, log: quietLog });
const claim = claims.claim('samples');
await claims.start();
while (!claim.isHeld) await new Promise((resolve) => setTimeout(resolve, 50));
process.stdout.write('held\n');
