import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connectServer } from '@/agent/uplink/server-link';
import { signerOfSeed } from '@/common/node/ed25519';
import { formatJoinString, parseJoinString } from '@/common/protocol/join-string';
import { checkCertificate } from '@/server/http/tls-certificate';
import { openTls } from '@/server/http/tls-keeper';
import { openOwnCertificate } from '@/server/http/tls-own';
import { tlsProblems } from '@/server/http/tls-problems';
import { FakeClock } from '../../support/fake-clock';
import { quietLog } from '../../support/test-database';
import { admin, startTestServer, type TestServer, viewer } from '../../support/test-server';
import { recordingLog } from '../db/recording-log';
import { Machine } from '../enrolment/machine';

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'opsbro-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a certificate of the server’s own making', () => {
  const directory = join(folder, 'own');

  test('is made out to what the machine is called, by a key that OpenSSL takes, and stays', async () => {
    const made = await openOwnCertificate(directory, ['ops.example.org'], Date.now());
    expect(made.names).toEqual(
      expect.arrayContaining(['localhost', '127.0.0.1', 'ops.example.org']),
    );
    const file = join(directory, 'keys/tls.crt');
    const text = execFileSync('openssl', ['x509', '-in', file, '-noout', '-text']).toString();
    expect(text).toContain('prime256v1');
    expect(text).toContain('TLS Web Server Authentication');
    execFileSync('openssl', ['verify', '-CAfile', file, file]);
    const again = await openOwnCertificate(directory, ['ops.example.org'], Date.now());
    expect(again.cert).toBe(made.cert);
  });

  test('is renewed before it ends, and when a name is new, with the same key and pin', async () => {
    const first = await openOwnCertificate(directory, ['ops.example.org'], Date.now());
    const nowMs = first.notAfterMs - 30 * DAY_MS;
    const renewed = await openOwnCertificate(directory, ['ops.example.org'], nowMs);
    expect(renewed.notAfterMs).toBeGreaterThan(first.notAfterMs);
    expect(renewed.spkiPin).toBe(first.spkiPin);
    const named = await openOwnCertificate(directory, ['other.example.org'], nowMs);
    expect(named.names).toContain('other.example.org');
    expect(named.spkiPin).toBe(first.spkiPin);
  });

  test('that is damaged is made anew', async () => {
    const { spkiPin } = await openOwnCertificate(directory, [], Date.now());
    writeFileSync(join(directory, 'keys/tls.crt'), 'damaged');
    expect((await openOwnCertificate(directory, [], Date.now())).spkiPin).toBe(spkiPin);
  });
});

describe('a certificate that was given', () => {
  const certFile = join(folder, 'given.crt');
  const keyFile = join(folder, 'given.key');
  const files = { certFile, keyFile };
  function make(name: string, life: readonly string[] = []): void {
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const words = [
      'req',
      '-x509',
      ...key,
      '-keyout',
      keyFile,
      '-out',
      certFile,
      ...subject,
      ...life,
    ];
    execFileSync('openssl', words, { stdio: 'ignore' });
  }
  beforeAll(() => make('one.example.org'));

  const check = (cert: string, key: string) =>
    checkCertificate({ mode: 'given', cert, key, ...files });
  const given = () => [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')] as const;

  test('is refused in words when something is wrong with it', async () => {
    const [cert, key] = given();
    const { cert: foreign } = await openOwnCertificate(join(folder, 'other'), [], Date.now());
    expect(() => check('', key)).toThrow(`${certFile} holds no certificate in PEM form`);
    expect(() => check(cert, '')).toThrow(`${keyFile} holds no private key in PEM form`);
    expect(() => check(foreign, key)).toThrow(`${keyFile} is not the key of the certificate`);
    const missing = { ...files, certFile: join(folder, 'missing.crt') };
    const deps = { directory: folder, names: [], clock: new FakeClock(), log: quietLog };
    await expect(openTls({ ...deps, given: missing })).rejects.toThrow('cannot be read');
  });

  test('is shown when it is over, and that is said in the log and by the server’s health', async () => {
    const { notAfterMs } = check(...given());
    const log = recordingLog();
    const clock = new FakeClock(notAfterMs - 30 * DAY_MS);
    const tls = await openTls({ directory: folder, names: [], clock, log, given: files });
    expect(log.lines).toEqual([]);
    expect(tlsProblems(tls.view(), clock.wallMs())).toEqual([]);
    tls.stop();

    const late = new FakeClock(notAfterMs + DAY_MS);
    const over = await openTls({ directory: folder, names: [], clock: late, log, given: files });
    expect(over.options.cert).toBe(given()[0]);
    const told = [expect.stringContaining('browsers refuse it: put a new one')];
    expect(tlsProblems(over.view(), late.wallMs())).toEqual(told);
    expect(log.messages('error')).toEqual(told);
    // Once is enough for the log.
    await late.advance(5 * 60_000);
    expect(log.messages('error')).toEqual(told);
    over.stop();

    await using server = await startTestServer({ clock: late, given: files });
    const { state, problems } = await server.as(viewer).health.server();
    expect(state).toBe('degraded');
    expect(problems).toEqual(expect.arrayContaining(told));
  });

  test('that ends within a week is told of', async () => {
    const { notAfterMs } = check(...given());
    const tell = (nowMs: number) => tlsProblems({ mode: 'given', notAfterMs }, nowMs);
    expect(tell(notAfterMs - 8 * DAY_MS)).toEqual([]);
    expect(tell(notAfterMs - 6 * DAY_MS)).toEqual([expect.stringContaining('is good until')]);
    expect(tlsProblems({ mode: 'own', notAfterMs }, notAfterMs)).toEqual([]);
  });

  test('that is over does not take the place of one that is not', async () => {
    const { notAfterMs } = check(...given());
    const clock = new FakeClock(notAfterMs - 10 * DAY_MS);
    const log = recordingLog();
    const tls = await openTls({ directory: folder, names: [], clock, log, given: files });
    const before = tls.options.cert;
    make('over.example.org', ['-days', '1']);
    await tls.reload();
    expect(tls.options.cert).toBe(before);
    expect(log.messages('error')).toContain('certificate not taken, the former one stays');
    tls.stop();
    make('one.example.org');
  });

  test('is taken up when its files change; what cannot be used leaves the former one', async () => {
    const clock = new FakeClock(Date.now());
    const deps = { directory: folder, names: [], clock, log: quietLog };
    const tls = await openTls({ ...deps, given: files });
    const shown: string[] = [];
    tls.onChange(({ cert }) => shown.push(new X509Certificate(String(cert)).subject));
    make('two.example.org');
    await clock.advance(60_000);
    await expect.poll(() => shown).toEqual(['CN=two.example.org']);
    writeFileSync(certFile, 'damaged');
    await tls.reload();
    expect(shown).toHaveLength(1);
    expect(tls.view().mode).toBe('given');
    expect(tls.ownFingerprint()).toBeUndefined();
    tls.stop();
  });
});

describe('a server that is reached from other machines', () => {
  let server: TestServer;
  const doors: { close(): void }[] = [];
  beforeAll(async () => {
    server = await startTestServer({ isEncrypted: true });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  afterEach(() => {
    for (const door of doors.splice(0)) door.close();
  });

  async function newJoinString(): Promise<string> {
    return (await server.as(admin).enrolment.create({})).joinString;
  }

  /** Somebody in between, with TLS of its own to both sides, who hands everything on. */
  async function interceptor(options: object, seen: Buffer[]): Promise<number> {
    const between = createServer(options, (client) => {
      const onward = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
      client.on('data', (bytes) => seen.push(bytes));
      client.pipe(onward).pipe(client);
      for (const socket of [client, onward]) socket.on('error', () => socket.destroy());
    });
    between.on('tlsClientError', () => undefined);
    between.listen(0, '127.0.0.1');
    await once(between, 'listening');
    doors.push(between);
    return (between.address() as AddressInfo).port;
  }

  function through(joinString: string, port: number): string {
    return formatJoinString({ ...parseJoinString(joinString), port });
  }

  test('lets an agent join and work over TLS, bound to the connection', async () => {
    await using machine = new Machine({ hostname: 'far' });
    const { server: where, admission } = await machine.join(await newJoinString());
    expect({ where, admission }).toEqual({
      where: `wss://127.0.0.1:${server.port}`,
      admission: 'active',
    });
    await machine.startConnected(where);
  });

  test('shows the pin of the very key that it serves', async () => {
    const { tls } = await server.as(admin).enrolment.keys();
    const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const served = socket.getPeerX509Certificate()?.publicKey;
    socket.destroy();
    const spki = served?.export({ type: 'spki', format: 'der' }) ?? Buffer.alloc(0);
    const spkiPin = createHash('sha256').update(spki).digest('base64');
    expect(tls).toMatchObject({ mode: 'own', spkiPin });
  });

  test.each(['another certificate', 'a certificate that looks the same'])(
    'somebody in between with %s learns nothing and changes nothing',
    async (which) => {
      const names = which === 'another certificate' ? ['evil.example.org'] : [];
      const { key, cert } = await openOwnCertificate(join(folder, which), names, Date.now());
      const seen: Buffer[] = [];
      const port = await interceptor({ key, cert }, seen);
      const joinString = await newJoinString();
      await using machine = new Machine({ hostname: 'secretive' });
      await expect(machine.join(through(joinString, port))).rejects.toThrow(
        'could not prove that this connection ends at it',
      );
      const said = Buffer.concat(seen).toString('latin1');
      expect(said.length).toBeGreaterThan(0);
      expect(said).not.toContain('secretive');
      // The join string is still good: nothing of it was given away or used.
      await machine.join(joinString);
    },
  );

  test('somebody in between who allows only older TLS is refused before a word is said', async () => {
    const { key, cert } = await openOwnCertificate(join(folder, 'old'), [], Date.now());
    const seen: Buffer[] = [];
    const port = await interceptor({ key, cert, maxVersion: 'TLSv1.2' }, seen);
    await using machine = new Machine({ hostname: 'secretive' });
    await expect(machine.join(through(await newJoinString(), port))).rejects.toThrow(
      'TLS 1.3 is needed',
    );
    expect(Buffer.concat(seen).toString('latin1')).not.toContain('secretive');
  });

  test('an agent that was talked out of the binding is refused by the server', async () => {
    await using machine = new Machine();
    machine.connect = (url, clock) => {
      const link = connectServer(url, clock);
      return { ...link, channel: () => ({ kind: 'none', binding: new Uint8Array() }) };
    };
    await expect(machine.join(await newJoinString())).rejects.toThrow(
      'a certificate of its own making',
    );
  });

  test('a whole enrolment that was recorded cannot be played again', async () => {
    const joinString = await newJoinString();
    await using machine = new Machine();
    type Link = ReturnType<typeof connectServer>;
    let recorded: Parameters<Link['enrol']>[0] | undefined;
    machine.connect = (url, clock) => {
      const link = connectServer(url, clock);
      return {
        ...link,
        enrol(asked) {
          recorded ??= asked;
          return link.enrol(recorded);
        },
      };
    };
    const { nodeId } = await machine.join(joinString);
    await server.as(admin).nodes.remove({ nodeId });
    await expect(machine.join(joinString)).rejects.toThrow('The signature does not match the key');
  });

  test('a server that merely knows the public keys is found out', async () => {
    await using machine = new Machine();
    const thief = signerOfSeed(new Uint8Array(32));
    machine.connect = (url, clock) => {
      const link = connectServer(url, clock);
      return {
        ...link,
        async challenge(asked) {
          const challenge = await link.challenge(asked);
          return { ...challenge, signature: thief.sign(challenge.nonce) };
        },
      };
    };
    await expect(machine.join(await newJoinString())).rejects.toThrow('somebody is in between');
  });

  function plain(path: string, headers: Record<string, string> = {}) {
    return new Promise<{ status: number; location: string | undefined }>((resolve, reject) => {
      const asked = plainRequest(
        { port: server.port, host: '127.0.0.1', path, headers },
        (answer) => {
          answer.resume();
          resolve({ status: answer.statusCode ?? 0, location: answer.headers.location });
        },
      );
      asked.on('error', reject).end();
    });
  }

  test('shows whoever comes in plain text the way, but not an agent', async () => {
    const host = `127.0.0.1:${server.port}`;
    expect(await plain('/nodes?x=1')).toEqual({
      status: 308,
      location: `https://${host}/nodes?x=1`,
    });
    expect(await plain('/agent')).toEqual({ status: 426, location: undefined });
    expect(await plain('/', { host: 'evil.example.com' })).toMatchObject({ status: 426 });
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket' };
    expect(await plain('/agent', upgrade)).toMatchObject({ status: 426 });
  });

  test('answers browsers over TLS, without telling them never to come in plain text', async () => {
    const answered = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const options = { port: server.port, host: '127.0.0.1', rejectUnauthorized: false };
      request({ ...options, path: '/healthz' }, (answer) => {
        answer.resume();
        const { statusCode, headers } = answer;
        resolve({ statusCode, hsts: headers['strict-transport-security'] });
      })
        .on('error', reject)
        .end();
    });
    expect(answered).toEqual({ statusCode: 200, hsts: undefined });
  });

  test.each([
    ['nothing', ''],
    ['a byte', '\x16'],
    ['garbage behind the first byte of TLS', `\x16${'x'.repeat(400)}`],
    ['garbage', '\x00\x01\x02\x03'],
  ])('outlives a connection that says %s', async (_, text) => {
    const socket = connectTcp(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.end(Buffer.from(text, 'latin1'));
    socket.resume();
    await once(socket, 'close');
    const next = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(next, 'secureConnect');
    expect(next).toBeInstanceOf(TLSSocket);
    next.destroy();
  });
});
