import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { EnrolmentNews } from '@/common/domain/enrolment';
import { systemClock } from '@/common/node/system-clock';
import { openDatabase } from '@/server/db/open-database';
import type { WantedNews } from '@/server/enrolment/watch-enrolment';
import { quietLog } from '../../support/test-database';
import { createTestPostgres, onPostgres } from '../../support/test-postgres';
import { admin, startTestServer, type TestServer } from '../../support/test-server';
import { Machine } from './machine';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** What a page hears until the test ends it. */
class Listener implements AsyncDisposable {
  readonly heard: EnrolmentNews['kind'][] = [];
  readonly #stopping = new AbortController();
  readonly #listening: Promise<void>;

  constructor({ services }: TestServer, wanted: WantedNews) {
    this.#listening = this.#listen(services.enrolment.watch(wanted, this.#stopping.signal));
  }

  async #listen(news: AsyncIterable<EnrolmentNews>): Promise<void> {
    for await (const { kind } of news) this.heard.push(kind);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#listening;
  }
}

let machine: Machine;
let nodeId: string;
let tokenId: string;
beforeEach(async () => {
  machine = new Machine();
  const token = await server.as(admin).enrolment.create({ needsApproval: true });
  tokenId = token.tokenId;
  nodeId = (await machine.join(token.joinString)).nodeId;
  return () => machine[Symbol.asyncDispose]();
});

test('pages hear whatever is decided about a machine, each once and in order', async () => {
  await using all = new Listener(server, {});
  await using node = new Listener(server, { nodeId });
  await using other = new Listener(server, { nodeId: 'another' });
  const { enrolment, nodes } = server.as(admin);
  await enrolment.approve({ nodeId });
  await enrolment.askNewKey({ nodeId });
  machine.start(server.url);
  await expect.poll(() => node.heard, { timeout: 20_000 }).toContain('key-changed');
  await machine.stop();
  await enrolment.revokeNode({ nodeId });
  await nodes.remove({ nodeId });
  const told = ['enrolled', 'key-asked', 'key-changed', 'revoked', 'removed'];
  await expect.poll(() => node.heard).toEqual(told);
  await expect.poll(() => all.heard).toEqual(told);
  expect(other.heard).toEqual([]);
});

test('pages hear of a refusal, and of a choice between two machines', async () => {
  await using refused = new Listener(server, { nodeId });
  await server.as(admin).enrolment.refuse({ nodeId });
  await expect.poll(() => refused.heard).toEqual(['refused']);

  await server.database.prisma.node.update({
    where: { id: nodeId },
    data: {
      admission: 'quarantined',
      claimants: [
        {
          ...{ id: 'a'.repeat(16), address: '', hostname: '', machineId: '', bootId: '' },
          ...{ tickets: [''], sinceMs: 0, lastSeenMs: 0, isRejected: false },
        },
      ],
    },
  });
  await server.as(admin).enrolment.settle({ nodeId, claimant: 'a'.repeat(16) });
  await expect.poll(() => refused.heard).toEqual(['refused', 'settled']);
});

test('who waits for the machine of a token hears of it however late it begins to listen', async () => {
  {
    await using page = new Listener(server, { tokenId });
    await expect.poll(() => page.heard).toEqual(['pending']);
    await server.as(admin).enrolment.approve({ nodeId });
    await expect.poll(() => page.heard).toEqual(['pending', 'enrolled']);
  }
  await using again = new Listener(server, { tokenId });
  await expect.poll(() => again.heard).toEqual(['enrolled']);
});

test.skipIf(!onPostgres)('what is decided on one server is heard on another', async () => {
  await using postgres = await createTestPostgres();
  const open = () =>
    openDatabase({ directory: '', url: postgres.url, clock: systemClock, log: quietLog });
  const [mine, theirs] = [await open(), await open()];
  {
    await using here = await startTestServer({ database: mine });
    await using there = await startTestServer({ database: theirs, beside: here });
    await using page = new Listener(there, {});
    const token = await here.as(admin).enrolment.create({ needsApproval: true });
    await using guest = new Machine();
    const joined = await guest.join(token.joinString);
    await here.as(admin).enrolment.approve({ nodeId: joined.nodeId });
    await expect.poll(() => page.heard).toEqual(['pending', 'enrolled']);
  }
  await mine.close();
  await theirs.close();
});
