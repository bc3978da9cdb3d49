import { expect, test } from 'vitest';
import { createUnproven, type Waiting } from '@/server/ingest/unproven';
import { FakeClock } from '../../support/fake-clock';

function rig() {
  const clock = new FakeClock();
  const unproven = createUnproven(clock);
  const closed: string[] = [];

  function enter(address: string, name = address): Waiting {
    return unproven.enter({ address, close: () => void closed.push(name) });
  }
  return { clock, closed, enter };
}

const ROOM = 2_000;

test('a connection that says nothing is closed after ten seconds, one that spoke has thirty', async () => {
  const { clock, closed, enter } = rig();
  enter('192.0.2.1', 'silent');
  enter('192.0.2.2', 'slow').spoke();
  const gone = enter('192.0.2.3', 'proven');
  gone.spoke();
  gone.leave();
  await clock.advance(9_999);
  expect(closed).toEqual([]);
  await clock.advance(1);
  expect(closed).toEqual(['silent']);
  await clock.advance(20_000);
  expect(closed).toEqual(['silent', 'slow']);
  await clock.advance(60_000);
  expect(closed).toHaveLength(2);
});

test('a fleet of two thousand comes in from one address at once', () => {
  const { closed, enter } = rig();
  for (let index = 0; index < ROOM; index++) enter('203.0.113.9');
  expect(closed).toEqual([]);
});

test('one address that fills the room keeps out nobody but itself', () => {
  const { closed, enter } = rig();
  for (let index = 0; index < ROOM; index++) enter('203.0.113.9', `flood ${index}`);
  for (let index = 0; index < 500; index++) enter(`10.0.${index >> 8}.${index & 255}`).spoke();
  expect(closed).toEqual(Array.from({ length: 500 }, (_, index) => `flood ${index}`));
});

test('of one network those that have said nothing go first, the oldest of them', () => {
  const { closed, enter } = rig();
  for (let index = 0; index < ROOM; index++) {
    const waiting = enter('203.0.113.9', `agent ${index}`);
    if (index !== 7 && index !== 9) waiting.spoke();
  }
  for (const name of ['one', 'two']) enter('203.0.113.9', name).spoke();
  enter('203.0.113.9', 'three');
  expect(closed).toEqual(['agent 7', 'agent 9', 'three']);
});

test('addresses of one IPv6 network are one, since somebody is given them all', () => {
  const { closed, enter } = rig();
  for (let index = 0; index < ROOM; index++) enter(`2001:db8::${index.toString(16)}`, 'flood');
  for (let index = 0; index < 3; index++) enter(`2001:db8:0:${index + 1}::1`);
  expect(closed).toEqual(['flood', 'flood', 'flood']);
});

test('who has left makes room', () => {
  const { closed, enter } = rig();
  const waiting = Array.from({ length: ROOM }, () => enter('203.0.113.9'));
  for (const one of waiting) one.leave();
  for (let index = 0; index < ROOM; index++) enter('203.0.113.9');
  expect(closed).toEqual([]);
});
