import { expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { openDatabase } from '@/server/db/open-database';
import { quietLog } from '../../support/test-database';
import { createTestPostgres, onPostgres } from '../../support/test-postgres';
import { actorFor, startTestServer } from '../../support/test-server';
import { addUser } from './browser';
import { PageSocket } from './page-socket';

const openAt = (url: string) =>
  openDatabase({ directory: '', url, clock: systemClock, log: quietLog });

test.skipIf(!onPostgres)(
  'rights that end on one server close what is open on another within a second',
  async () => {
    await using postgres = await createTestPostgres();
    const databases = [await openAt(postgres.url), await openAt(postgres.url)] as const;
    {
      await using here = await startTestServer({ database: databases[0] });
      await using there = await startTestServer({ database: databases[1], beside: here });
      const by = actorFor(await addUser(here, 'Tom', 'viewer'), systemClock);
      const wanted = { name: 'ci', scopes: ['*:read'], expiresInDays: 1, addressRange: '' };
      const { id, token } = await here.services.tokens.create(by, wanted);
      const headers = { authorization: `Bearer ${token}` };
      const sockets = Array.from({ length: 50 }, () => new PageSocket(there, headers));
      await Promise.all(sockets.map((socket) => socket.subscribe('timeline.watch')));
      await here.services.tokens.revoke(by, id);
      const doneMs = performance.now();
      await Promise.all(sockets.map((socket) => socket.closed()));
      const lastMs = Math.max(...sockets.map(({ closedAtMs = Number.NaN }) => closedAtMs));
      expect(lastMs - doneMs).toBeLessThan(1_000);
    }
    for (const database of databases) await database.close();
  },
  60_000,
);
