import { beforeEach, describe, expect, test } from 'vitest';
import { type DocumentSources, DocumentTeller } from '@/agent/telling/document-teller';
import type { CheckCard } from '@/common/domain/check-told';
import type { GroupMembership } from '@/common/domain/detection';
import { type NodeDocument, nodeDocument, readDocument } from '@/common/domain/node-document';
import { QuietLog } from '@/tests/support/quiet-log';
import { cardOf } from '../../server/monitoring/told';

const log = new QuietLog();
let checks: CheckCard[];
let memberships: GroupMembership[];
let told: NodeDocument[];
let teller: DocumentTeller;

beforeEach(() => {
  checks = [cardOf('linux.cpu'), cardOf('linux.disk')];
  memberships = [];
  told = [];
  log.lines.length = 0;
  const none = () => [];
  const sources: DocumentSources = {
    check: () => checks,
    dashboard: none,
    detector: none,
    role: none,
    pack: none,
    groups: () => ({ memberships }),
    'pack-faults': () => ({ faults: [] }),
    membership: () => ({ gossip: 'off' }),
    'round-trips': () => ({ ms: {} }),
  };
  teller = new DocumentTeller({ sink: { document: (one) => void told.push(one) }, sources, log });
});

/** What is told when somebody looks at the checks. */
function checksTold(): string[] {
  told = [];
  teller.tell('check');
  return told.map(({ key, json }) => (key === '*' ? `all: ${json}` : key));
}

describe('what the agent is set up to is told', () => {
  test('when it has changed, with the list of all keys when that has', () => {
    expect(checksTold()).toEqual(['linux.cpu', 'linux.disk', 'all: ["linux.cpu","linux.disk"]']);
    expect(checksTold()).toEqual([]);
    checks = [cardOf('linux.cpu', { summary: 'another' }), cardOf('linux.disk')];
    expect(checksTold()).toEqual(['linux.cpu']);
    checks = [cardOf('linux.disk')];
    expect(checksTold()).toEqual(['all: ["linux.disk"]']);
    checks = [cardOf('linux.disk'), cardOf('linux.cpu', { summary: 'another' })];
    expect(checksTold()).toEqual(['linux.cpu', 'all: ["linux.cpu","linux.disk"]']);
  });

  test('as an empty list where there is nothing, so that nothing old stays', () => {
    teller.tell('detector');
    expect(told).toEqual([{ kind: 'detector', key: '*', json: '[]' }]);
  });

  test('whole, where it is a single thing', () => {
    teller.tell('groups');
    memberships = [{ group: 'redis', source: 'detected', detector: 'redis.redis', sinceMs: 1 }];
    teller.tell('groups');
    teller.tell('groups');
    expect(told.map(({ key, json }) => [key, JSON.parse(json).memberships.length])).toEqual([
      ['', 0],
      ['', 1],
    ]);
  });

  test('again to somebody who has forgotten', () => {
    checksTold();
    teller.forget();
    expect(checksTold()).toHaveLength(3);
  });

  test('with long texts cut, so that the server takes it', () => {
    const expressions = Array.from({ length: 64 }, (_, index) => {
      return { key: `variables.v${index}`, text: 'x'.repeat(15_000) };
    });
    checks = [cardOf('linux.long', { expressions })];
    checksTold();
    const [long] = told;
    expect(nodeDocument.safeParse(long).success).toBe(true);
    const card = readDocument('check', long?.json ?? '');
    expect(card?.expressions).toHaveLength(64);
    expect(card?.expressions[0]?.text).toMatch(/^x{200,}…$/);
  });

  test('not at all when it is beyond what the server takes, which is logged', () => {
    checks = [cardOf('linux.bad', { attempts: 0 }), cardOf('linux.cpu')];
    expect(checksTold()).toEqual(['linux.cpu', 'all: ["linux.bad","linux.cpu"]']);
    expect(log.lines.map(({ message, fields }) => [message, fields.key])).toEqual([
      ['a document cannot be told', 'linux.bad'],
    ]);
  });
});
