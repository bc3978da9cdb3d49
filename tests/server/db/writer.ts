import { systemClock } from '@/common/node/system-clock';
import { openDatabase } from '@/server/db/open-database';
import { quietLog } from '../../support/test-database';

// Run by `OtherProcess`: inserts rows as fast as it can, and says each one that was acknowledged.
const [directory = '', round = '0'] = process.argv.slice(2);
const database = await openDatabase({ directory, clock: systemClock, log: quietLog });
for (let row = 0; ; row += 1) {
  const id = Number(round) * 1_000_000 + row;
  await database.transaction(async (sql) => {
    await sql.query('INSERT INTO written (id, data) VALUES ($1, $2)', [id, new Uint8Array(2048)]);
    if (row % 7 === 0) await sql.query('UPDATE written SET data = NULL WHERE id = $1', [id]);
  });
  process.stdout.write(`${id}\n`);
}
