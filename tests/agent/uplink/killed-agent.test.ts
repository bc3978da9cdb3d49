import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scanRecords } from '@/agent/uplink/outbox/record';
import { seededRandom } from '@/common/random';
import { upTo } from '../../support/up-to';
import { UplinkRig } from './uplink-rig';

const ROUNDS = 6;
const SEED = 20_261_122;

let rig: UplinkRig;
let program: string;

beforeAll(async () => {
  rig = await UplinkRig.start();
  program = join(rig.directory, 'killed-agent.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./killed-agent.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    external: ['bufferutil', 'utf-8-validate', 'msgpackr-extract'],
    logLevel: 'silent',
  });
});

afterAll(() => rig.end());

/** Starts an agent, waits a while, and kills it as the kernel would. */
async function runAndKill(epoch: string, lifeMs: number): Promise<void> {
  const { url, fingerprint } = rig.server;
  const words = [program, rig.directory, url, epoch, fingerprint];
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([once(child.stdout, 'data'), failed(child)]);
  await sleep(lifeMs);
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function failed(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the agent ended by itself, with ${code}`);
}

/** Epoch and sequence of all that lies on the disk. */
function onDisk(): string[] {
  const outbox = join(rig.directory, 'outbox');
  return readdirSync(outbox)
    .filter((name) => name.startsWith('killed'))
    .flatMap((epoch) =>
      readdirSync(join(outbox, epoch))
        .filter((name) => name.endsWith('.seg'))
        .flatMap((name) => scanRecords(readFileSync(join(outbox, epoch, name))).records)
        .map(({ sequence }) => `${epoch} ${sequence}`),
    );
}

test(`what reached the outbox of an agent that is killed again and again arrives exactly once (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  let waited = 0;
  for (const round of upTo(ROUNDS)) {
    const cuts = setInterval(() => {
      if (random.next() < 0.3) rig.server.cut();
    }, 40);
    rig.server.beforeCommit = () => sleep(random.next() * 30);
    rig.server.beforeAcknowledgement = () => {
      if (random.next() < 0.1) rig.server.cut();
    };
    await runAndKill(`killed${String(round).padStart(14, '0')}`, 100 + random.next() * 500);
    clearInterval(cuts);
    waited += onDisk().length;
  }
  expect(waited).toBeGreaterThan(0);

  const kept = onDisk();
  rig.server.beforeCommit = () => undefined;
  rig.server.beforeAcknowledgement = () => undefined;
  const last = rig.run();
  await rig.connected(last);
  await rig.untilInTime('all is there', () => last.status().outbox.reports === 0);
  await rig.stop(last);

  const arrived = rig.server.reports.map(({ epoch, sequence }) => `${epoch} ${sequence}`);
  expect(new Set(arrived).size).toBe(arrived.length);
  expect(kept.filter((key) => !arrived.includes(key))).toEqual([]);
  for (const round of upTo(ROUNDS)) {
    const epoch = `killed${String(round).padStart(14, '0')}`;
    const values = rig.server.samples.filter((sample) => sample.epoch === epoch);
    const counted = values.map(({ value }) => value).sort((a, b) => a - b);
    expect(counted).toEqual(upTo(counted.length));
  }
  expect(rig.server.events.filter(({ kind }) => kind === 'samples-lost')).toEqual([]);
}, 60_000);
