import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogOutput } from '@/common/node/log-output';
import { FakeClock } from '../../support/fake-clock';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-log-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

class Screen {
  text = '';
  readonly isTTY: boolean;
  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }
  write(text: string): void {
    this.text += text;
  }
}

const options = () => ({
  clock: new FakeClock(Date.UTC(2026, 10, 22, 12)),
  level: 'info' as const,
});
const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('files', () => {
  test('each part has its own, a JSON object a line, open to the owner alone', async () => {
    const { log, close } = createLogOutput('agent', { ...options(), directory });
    log.info('agent started', { version: '1' });
    log.part('uplink').warn('server away', { reason: 'no route' });
    log.part('collectors').debug('not this');
    await close();

    expect(readdirSync(directory).sort()).toEqual(['agent.log', 'uplink.log']);
    expect(linesOf(join(directory, 'uplink.log'))).toEqual([
      {
        level: 'warn',
        time: '2026-11-22T12:00:00.000Z',
        part: 'uplink',
        reason: 'no route',
        msg: 'server away',
      },
    ]);
    expect(statSync(join(directory, 'agent.log')).mode & 0o777).toBe(0o600);
  });

  test('they rotate by size, and only so many are kept', async () => {
    const bounds = { fileSizeBytes: 4_000, filesKept: 2 };
    for (let round = 0; round < 12; round++) {
      const { log, close } = createLogOutput('agent', { ...options(), directory, ...bounds });
      for (let line = 0; line < 20; line++) log.info('something happened', { round, line });
      await close();
    }
    expect(readdirSync(directory).sort()).toEqual(['agent.1.log', 'agent.2.log', 'agent.log']);
    const [last] = linesOf(join(directory, 'agent.log')).slice(-1);
    expect(last).toMatchObject({ round: 11, line: 19 });
    for (const name of readdirSync(directory)) {
      expect(statSync(join(directory, name)).size).toBeLessThan(8_000);
    }
  });

  test('what is written after the close is left out and harms nobody', async () => {
    const { log, close } = createLogOutput('agent', { ...options(), directory });
    await close();
    log.info('too late');
    expect(existsSync(join(directory, 'agent.log'))).toBe(false);
  });

  test('a part cannot name a file elsewhere', () => {
    const { log } = createLogOutput('agent', { ...options(), directory });
    expect(() => log.part('../../etc/cron')).toThrow('expected lower-case words');
  });
});

describe('the console', () => {
  test('a person gets a short line', () => {
    const screen = new Screen(true);
    const { log } = createLogOutput('agent', { ...options(), console: screen });
    log.part('uplink').warn('server away', { reason: 'no route', server: 'wss://a.example' });
    expect(screen.text).toMatch(
      /^\d\d:\d\d:\d\d ▲ warning: uplink server away {2}reason="no route" server=wss:\/\/a\.example\n$/,
    );
  });

  test('a program gets JSON', () => {
    const screen = new Screen(false);
    const { log } = createLogOutput('agent', { ...options(), console: screen });
    log.error('it broke', { code: 7 });
    expect(JSON.parse(screen.text)).toMatchObject({ level: 'error', msg: 'it broke', code: 7 });
  });
});
