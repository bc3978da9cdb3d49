import { describe, expect, test } from 'vitest';
import { AllowedPorts, isLoopback } from '@/packs/openports/allowed-ports';
import openports from '@/packs/openports/collectors/openports';
import { packParameters } from '../../support/pack-parameters';
import { collectWith, recordedHost } from '../../support/recorded-host';

const open = (port: number, process: string | null = null) => ({ address: '::', port, process });

describe('an allowed port', () => {
  test.each([
    ['22', 'tcp', open(22), true],
    ['22', 'udp', open(22), true],
    ['22', 'tcp', open(220), false],
    ['tcp/443', 'tcp', open(443), true],
    ['tcp/443', 'udp', open(443), false],
    ['8000-8100', 'tcp', open(8_100), true],
    ['8000-8100', 'tcp', open(8_101), false],
    ['udp/60000-61000', 'udp', open(60_500), true],
    ['nginx', 'tcp', open(81, 'nginx'), true],
    ['nginx', 'tcp', open(81, null), false],
    ['tcp/nginx', 'udp', open(81, 'nginx'), false],
  ] as const)('%s against %s %o: %s', (rule, protocol, port, isAllowed) => {
    expect(new AllowedPorts([rule]).has(protocol, port)).toBe(isAllowed);
  });

  test.each(['', '70000', '9-8', 'tcp/', 'sctp/22', '22 23', '-1'])(
    'is not %j, and the sentence names it',
    (text) => {
      expect(() => new AllowedPorts(['22', text])).toThrow(
        `openports.allowed has ${JSON.stringify(text)}: expected a port`,
      );
    },
  );

  test.each([
    ['127.0.0.1', true],
    ['::ffff:127.0.0.53', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.0.2.71', false],
  ])('at %s: of this machine alone: %s', (address, is) => {
    expect(isLoopback(address)).toBe(is);
  });
});

describe('openports', () => {
  const unexpectedWith = async (values: Record<string, string[] | boolean>) => {
    const parameters = packParameters('openports', values);
    const outcome = await collectWith(parameters, openports, recordedHost('rhel-7-bare'));
    return (outcome as { data: { unexpected: string[] } }).data.unexpected;
  };

  test('accuses nobody while nothing was said of what may be open', async () => {
    expect(await unexpectedWith({})).toEqual([]);
  });

  test('names what is open beyond what was allowed, with its process', async () => {
    expect(await unexpectedWith({ allowed: ['22', 'udp/123', '323'] })).toEqual([
      'tcp/5432 of postgres',
    ]);
  });

  test('looks at loopback when asked to', async () => {
    const unexpected = await unexpectedWith({ allowed: ['22', '123', '5432'], loopback: true });
    expect(unexpected).toContain('udp/323 of an unknown process');
    expect(unexpected).toContainEqual(expect.stringMatching(/^tcp\/25 of /));
  });
});
