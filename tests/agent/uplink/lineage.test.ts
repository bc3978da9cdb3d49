import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isEndorsed, memberIdOf, newestKeyOf } from '@/agent/gossip/key-lineage';
import { adoptNextKey, makeNextKey, openIdentity, openLineage } from '@/agent/uplink/identity';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-lineage-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function changeKey() {
  makeNextKey(directory);
  adoptNextKey(directory, openIdentity(directory));
}

/** Of the node as it is on the disk now, which must lead from its id to its key. */
function lineage() {
  const identity = openIdentity(directory);
  const found = openLineage(directory, identity);
  expect(memberIdOf(found)).toBe(identity.nodeId);
  expect(Buffer.from(newestKeyOf(found))).toEqual(Buffer.from(identity.publicKey));
  expect(isEndorsed(found)).toBe(true);
  return found;
}

const forget = () => rmSync(join(directory, 'identity/lineage.json'));

test('leads from the first key to the present one, whatever the number of changes', () => {
  expect(lineage().successions).toHaveLength(0);
  for (let changes = 1; changes <= 4; changes++) {
    changeKey();
    expect(lineage().successions).toHaveLength(changes);
  }
});

test('a crash after the endorsement and before the change leaves the lineage of the present key', () => {
  changeKey();
  makeNextKey(directory);
  const before = join(directory, 'before');
  cpSync(join(directory, 'identity'), before, { recursive: true });
  adoptNextKey(directory, openIdentity(directory));
  for (const file of ['agent.key', 'agent.key.previous', 'agent.key.next']) {
    cpSync(join(before, file), join(directory, 'identity', file));
  }
  expect(lineage().successions).toHaveLength(1);
  adoptNextKey(directory, openIdentity(directory));
  expect(lineage().successions).toHaveLength(2);
});

test('a node that changed its key once before lineages were kept makes up for it', () => {
  changeKey();
  forget();
  expect(lineage().successions).toHaveLength(1);
  changeKey();
  expect(lineage().successions).toHaveLength(2);
});

test('a node whose first keys nobody can tell is told so, and what to do', () => {
  changeKey();
  changeKey();
  forget();
  expect(() => lineage()).toThrow(/lineage\.json does not lead from the first key .* rekey/);
  changeKey();
  expect(() => lineage()).toThrow(/does not lead/);
});

test('a damaged file is as none', () => {
  lineage();
  writeFileSync(join(directory, 'identity/lineage.json'), '{"firstKey":"x"');
  expect(lineage().successions).toHaveLength(0);
});
