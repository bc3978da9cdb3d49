import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { FreeSpace } from '@/server/db/free-space';
import { FakeClock } from '../../support/fake-clock';
import { recordingLog } from './recording-log';

const PERIOD_MS = 10_000;

test('free space under the floor is said once, and that it is back, too', async () => {
  const clock = new FakeClock();
  const log = recordingLog();
  let free = 1_000;
  const readFreeBytes = async () => free;
  const space = new FreeSpace({ directory: '/', floorBytes: 256, clock, log, readFreeBytes });
  await space.start();
  expect(space).toMatchObject({ bytes: 1_000, full: false });

  free = 255;
  await clock.advance(3 * PERIOD_MS);
  expect(space).toMatchObject({ bytes: 255, full: true });
  expect(log.messages('warn')).toEqual(['disk nearly full, new samples are refused']);

  free = 256;
  await clock.advance(PERIOD_MS);
  expect(space.full).toBe(false);
  expect(log.messages('info')).toEqual(['disk has space again']);

  space.stop();
  expect(clock.pendingTimers).toBe(0);
});

test('free space that cannot be read is unknown and keeps its last verdict', async () => {
  const clock = new FakeClock();
  let answer: () => Promise<number> = async () => 1;
  const readFreeBytes = () => answer();
  const log = recordingLog();
  const space = new FreeSpace({ directory: '/', floorBytes: 256, clock, log, readFreeBytes });
  await space.start();
  answer = () => Promise.reject(new Error('EIO'));
  await clock.advance(PERIOD_MS);
  expect(space).toMatchObject({ bytes: null, full: true });
  space.stop();
});

test('free space of a real directory is a number of bytes', async () => {
  const log = recordingLog();
  const options = { directory: tmpdir(), floorBytes: 1, clock: new FakeClock(), log };
  const space = new FreeSpace(options);
  await space.start();
  space.stop();
  expect(space.bytes).toBeGreaterThan(1024 * 1024);
});
