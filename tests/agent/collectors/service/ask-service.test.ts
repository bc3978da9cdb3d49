import { expect, test } from 'vitest';
import { missingConfiguration } from '@/agent/collectors/define-collector';
import { exchange } from '@/agent/collectors/network/exchange';
import { askService } from '@/agent/collectors/service/ask-service';
import { ServiceWatch } from '@/agent/collectors/service/service-signs';
import { parametersOf } from '../../../support/collector-parameters';
import { hostWith } from '../../../support/recorded-host';
import { smallServer } from '../../../support/small-server';

const signal = new AbortController().signal;
const parameters = parametersOf({});
const SYSTEMD = { '/run/systemd/system/x': '' };
const ENABLED = { ...SYSTEMD, '/etc/systemd/system/multi-user.target.wants/greeter.service': '' };
const RUNNING = { '/proc/7/comm': 'greeterd\n' };

function greeter() {
  return new ServiceWatch({ name: 'greeter', programs: ['greeterd'], services: ['greeter'] });
}

function ask(watch: ServiceWatch, host: ReturnType<typeof hostWith>, port: number) {
  const address = { host: '127.0.0.1', port };
  return askService(
    { host, parameters, signal },
    {
      watch,
      address,
      permissionFix: 'let it in',
      ask: async (limit) => ({
        kind: 'data',
        data: { said: String(await exchange({ to: address, request: '', signal: limit })) },
      }),
    },
  );
}

test('where nothing speaks for a service nobody knocks', async () => {
  await using server = await smallServer((socket) => socket.end('hello'));
  const outcome = await ask(greeter(), hostWith(SYSTEMD), server.port);
  expect(outcome).toEqual({
    kind: 'not-eligible',
    reason: 'no greeter here: no process greeterd runs, and no service greeter is enabled',
  });
  expect(server.connections).toBe(0);
});

test.each([
  ['its process runs', RUNNING],
  ['it is enabled', ENABLED],
])('it is asked where %s', async (_, files) => {
  await using server = await smallServer((socket) => socket.end('hello'));
  const outcome = await ask(greeter(), hostWith(files), server.port);
  expect(outcome).toEqual({ kind: 'data', data: { said: 'hello' } });
});

test('silence is data where it is enabled, and no matter where only a process bears its name', async () => {
  const gone = await smallServer(() => undefined);
  await gone[Symbol.asyncDispose]();
  expect(await ask(greeter(), hostWith(ENABLED), gone.port)).toMatchObject({
    kind: 'data',
    data: { available: 0, problem: expect.stringContaining('nothing listens there') },
  });
  expect(await ask(greeter(), hostWith(RUNNING), gone.port)).toMatchObject({
    kind: 'not-eligible',
    reason: expect.stringContaining('it may be in a container'),
  });
});

test('one that answered and is gone is missed for an hour, and then no longer', async () => {
  const watch = greeter();
  let nowMs = 0;
  const files = { ...SYSTEMD, ...RUNNING };
  const host = { ...hostWith(files), nowMs: () => nowMs };
  const server = await smallServer((socket) => socket.end('hello'));
  await ask(watch, host, server.port);
  await server[Symbol.asyncDispose]();
  nowMs += 3_500_000;
  expect(await ask(watch, host, server.port)).toMatchObject({ data: { available: 0 } });
  nowMs += 200_000;
  expect(await ask(watch, host, server.port)).toMatchObject({ kind: 'not-eligible' });
});

test('who was refused asks again a minute later, or at once with other parameters', async () => {
  const watch = greeter();
  let nowMs = 0;
  let asked = 0;
  const host = { ...hostWith(RUNNING), nowMs: () => nowMs };
  const askAs = (who: typeof parameters) =>
    askService(
      { host, parameters: who, signal },
      {
        watch,
        address: { host: '127.0.0.1', port: 1 },
        permissionFix: '',
        ask: async () => {
          asked += 1;
          return missingConfiguration('no', 'say please');
        },
      },
    );
  await askAs(parameters);
  nowMs += 50_000;
  expect(await askAs(parameters)).toEqual(missingConfiguration('no', 'say please'));
  expect(asked).toBe(1);
  await askAs(parametersOf({}));
  expect(asked).toBe(2);
  nowMs += 60_000;
  await askAs(parameters);
  expect(asked).toBe(3);
});

test('a name is read again once a process has had time to become what it is to be', async () => {
  let name = '(greeterd)\n';
  let nowMs = 0;
  let readings = 0;
  const plain = hostWith({ ...SYSTEMD, '/proc/7/comm': 'x' });
  const host = {
    ...plain,
    nowMs: () => nowMs,
    tryText: (path: string) => {
      readings += 1;
      return path === '/proc/7/comm' ? name : plain.tryText(path);
    },
  };
  const watch = greeter();
  const absence = () => watch.absence(host, { host: '127.0.0.1', port: 1 });
  expect(absence()).toBeDefined();
  name = 'greeterd\n';
  expect(absence()).toBeDefined();
  nowMs += 10_000;
  expect(absence()).toBeUndefined();
  for (let look = 0; look < 24; look += 1) {
    nowMs += 10_000;
    absence();
  }
  expect(readings).toBe(4);
});
