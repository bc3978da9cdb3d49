import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SnapshotFile } from '@/agent/cluster/snapshot-file';
import { newsBytes } from '@/agent/gossip/codec/news-codec';
import type { RememberedMember, Snapshot } from '@/agent/gossip/gossip-deps';
import type { MemberChange } from '@/common/domain/member';
import { seededRandom } from '@/common/random';
import { GossipSamples } from '../../support/gossip-samples';
import { memberIdOf } from '../../support/member-view';
import { QuietLog } from '../../support/quiet-log';

let directory: string;
let path: string;
let log: QuietLog;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-snapshot-'));
  path = join(directory, 'members.json');
  log = new QuietLog();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const samples = new GossipSamples(seededRandom(7));
const open = (zone = 'default') => new SnapshotFile({ path, log, zone });

function remembered(state: RememberedMember['state']): RememberedMember {
  const card = samples.card();
  const lineage = { firstKey: samples.bytes(32), successions: [] };
  const news = { kind: 'alive' as const, card, lineage, signature: samples.bytes(64) };
  const { id, incarnation } = card;
  const by = 'itself' as const;
  const left = { kind: 'left' as const, id, incarnation, by, signature: samples.bytes(64) };
  return { news, state, sinceMs: 1_700_000_000_000, left: state === 'left' ? left : null };
}

const change: MemberChange = {
  atMs: 1_700_000_000_000,
  id: memberIdOf(1),
  name: 'web-1',
  zone: 'default',
  change: 'died',
  detail: 'suspect → dead',
  incarnation: 3,
  accusations: [],
};
const snapshot: Snapshot = {
  incarnation: 41,
  members: [remembered('alive'), remembered('dead'), remembered('left')],
  history: [change],
};

async function saved(kept: Snapshot): Promise<void> {
  const file = open();
  file.save(kept);
  await file.close();
}

test('what was saved is there for the next run, signatures and all, for its owner alone', async () => {
  await saved(snapshot);
  const read = open().load();
  expect(read).toEqual(snapshot);
  expect(read?.members.map(({ news }) => newsBytes(news))).toEqual(
    snapshot.members.map(({ news }) => newsBytes(news)),
  );
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['members.json']);
});

test('of many saves in a row the last is the one that stays', async () => {
  const file = open();
  for (let incarnation = 1; incarnation <= 50; incarnation++)
    file.save({ ...snapshot, incarnation });
  await file.close();
  expect(open().load()?.incarnation).toBe(50);
});

test('a first start has nothing and says nothing', () => {
  expect(open().load()).toBeUndefined();
  expect(log.lines).toEqual([]);
});

test('members of another zone are forgotten, the incarnation and the history are not', async () => {
  await saved(snapshot);
  expect(open('paris').load()).toEqual({ incarnation: 41, members: [], history: [change] });
});

test.each(['', '{', '[]', '{"version":2}', '\0\0\0'])(
  'a file that holds %j is told and done without',
  (text) => {
    writeFileSync(path, text);
    expect(open().load()).toBeUndefined();
    expect(JSON.stringify(log.lines)).toContain('unusable');
  },
);

test('one damaged member is left out and told; the others stay', async () => {
  await saved(snapshot);
  const stored = JSON.parse(readFileSync(path, 'utf8'));
  stored.members[1].news = `${stored.members[1].news.slice(0, 40)}AAAA`;
  stored.members.push({ state: 'alive' }, null, 5);
  writeFileSync(path, JSON.stringify(stored));
  expect(open().load()?.members).toEqual([snapshot.members[0], snapshot.members[2]]);
  expect(JSON.stringify(log.lines)).toContain('kept members are unusable');
});

test('a disk that takes nothing costs a warning and nothing else', async () => {
  rmSync(directory, { recursive: true });
  await saved(snapshot);
  expect(JSON.stringify(log.lines)).toContain('the list of members is not stored');
});
