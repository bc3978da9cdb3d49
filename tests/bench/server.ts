/**
 * What the server takes: memory with the dashboard open, on the first start and on a later one;
 * time to the first answer; weight of the pages.
 *
 *     npm run bench -- server [seconds]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage } from '../e2e/support/browser';
import { ada } from '../e2e/support/dashboard';
import { type BenchServer, startBenchServer } from './bench-server';
import { cpuSeconds, memoryBytes } from './process-meter';

const MIB = 1024 * 1024;
const KB = 1_000;

async function main(): Promise<void> {
  const seconds = Number(process.argv[2] ?? 60);
  const work = mkdtempSync(join(tmpdir(), 'opsbro-bench-'));
  const agentDirectory = join(work, 'agent');
  const server = await startBenchServer(join(work, 'server'));
  const browser = await openBrowser();
  try {
    await server.enrol(agentDirectory);
    const agent = spawn(
      process.execPath,
      [
        'dist/agent/opsbro.mjs',
        'agent',
        'start',
        '--data',
        agentDirectory,
        '--server',
        server.url.replace('http', 'ws'),
        '--server-key',
        server.serverKey,
      ],
      { stdio: 'ignore' },
    );
    const session = await setUp(browser, server, join(work, 'session.json'));
    console.table(await weights(browser, server, session));
    const run = { browser, server, session, seconds };
    const rows = [await memory('first start', run)];
    await server.forget();
    rows.push(await memory('later start', run));
    console.table(rows);
    agent.kill('SIGTERM');
  } finally {
    await browser.close();
    await server.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

async function setUp(browser: Browser, server: BenchServer, file: string): Promise<string> {
  const { page } = await openPage(browser, server.url);
  await page.goto(server.setUpLink);
  await page.getByLabel('Name').fill(ada.name);
  await page.getByLabel('E-mail').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.getByText(/\d%/).first().waitFor();
  await page.context().storageState({ path: file });
  await page.context().close();
  return file;
}

/** Bytes as they cross the wire on a first visit, by kind. */
async function weights(browser: Browser, server: BenchServer, session: string) {
  const rows = [];
  for (const path of ['/login', '/', '/nodes', await nodePath(browser, server, session)]) {
    const { page } = await openPage(browser, server.url, { storageState: session });
    const debug = await page.context().newCDPSession(page);
    const kinds = new Map<string, string>();
    const bytes: Record<string, number> = {};
    debug.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
    debug.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const kind = kinds.get(requestId) ?? 'Other';
      bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength;
    });
    await debug.send('Network.enable');
    await page.goto(`${server.url}${path}`);
    await page.waitForLoadState('networkidle').catch(() => undefined);
    rows.push({
      page: path.replace(/[a-z2-7]{26}/, '<node>'),
      'script kB': Math.round((bytes.Script ?? 0) / KB),
      'style kB': Math.round((bytes.Stylesheet ?? 0) / KB),
      'font kB': Math.round((bytes.Font ?? 0) / KB),
      'document kB': Math.round((bytes.Document ?? 0) / KB),
    });
    await page.context().close();
  }
  return rows;
}

async function nodePath(browser: Browser, server: BenchServer, session: string): Promise<string> {
  const { page } = await openPage(browser, server.url, { storageState: session });
  await page.goto(`${server.url}/nodes`);
  const link = page.locator('a[href^="/nodes/"]').first();
  const path = await link.getAttribute('href');
  await page.context().close();
  return path ?? '/nodes';
}

interface Run {
  readonly browser: Browser;
  readonly server: BenchServer;
  readonly session: string;
  readonly seconds: number;
}

async function memory(name: string, { browser, server, session, seconds }: Run) {
  const { page } = await openPage(browser, server.url, { storageState: session });
  await page.goto(server.url);
  await sleep(5_000);
  const cpuBefore = cpuSeconds(server.pid);
  await page.goto(`${server.url}${await nodePath(browser, server, session)}`);
  await sleep(seconds * 1_000);
  const cpu = cpuSeconds(server.pid) - cpuBefore;
  const { rss, pss } = memoryBytes(server.pid);
  await page.context().close();
  return {
    server: name,
    'RSS MB': Math.round(rss / MIB),
    'PSS MB': Math.round(pss / MIB),
    'CPU s/min': Number(((cpu / seconds) * 60).toFixed(2)),
  };
}

await main();
