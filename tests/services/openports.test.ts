import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { packOnMachine } from './support/pack-on-machine';
import { hasPrograms } from './support/service-program';

const SS = hasPrograms('/usr/bin/ss') ? '/usr/bin/ss' : undefined;

test.runIf(SS !== undefined)(
  'openports sees the ports that ss sees, and who is not expected',
  async () => {
    await using server = createServer().listen(0, '0.0.0.0');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? Number(address?.port) : 0;
    using pack = await packOnMachine('openports', { allowed: ['1-1023', 'udp/1-65535'] });
    await pack.run();
    const seen = execFileSync(SS ?? '', ['-Hltn'], { encoding: 'utf8' });
    const ports = [...seen.matchAll(/^LISTEN\s+\d+\s+\d+\s+\S+:(\d+)\s/gm)].map(([, text]) =>
      Number(text),
    );
    expect(ports).toContain(port);
    const { details } = pack.facts as { details: { tcp: { port: number }[] } };
    expect(new Set(details.tcp.map((each) => each.port))).toEqual(new Set(ports));
    expect(pack.facts.unexpected).toContainEqual(
      expect.stringMatching(new RegExp(`^tcp/${port} of \\S`)),
    );
    expect(await pack.verdicts.check('unexpected')).toContain(`tcp/${port} of`);
  },
);
