/**
 * What the checks of a large fleet cost the server: the questions of the page, and the page itself
 * over HTTP.
 *
 *     npm run bench -- check-list [nodes] [checks of each]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheckQuery, checkQuery } from '@/common/domain/check-query';
import { systemClock } from '@/common/node/system-clock';
import { findProblems } from '@/server/checks/check-problems';
import { searchChecks } from '@/server/checks/check-search';
import { groupChecks } from '@/server/checks/count-checks';
import type { Database } from '@/server/db/database';
import { openDatabase } from '@/server/db/open-database';
import { openBrowser, openPage } from '../e2e/support/browser';
import { ada } from '../e2e/support/dashboard';
import { QuietLog } from '../support/quiet-log';
import { startBenchServer } from './bench-server';
import { seedFleet } from './seed-fleet';

const RUNS = 40;

const QUERIES: Readonly<Record<string, Partial<CheckQuery>>> = {
  'problems (default)': { states: ['critical', 'warning', 'unknown', 'stale'] },
  'all, worst first': {},
  'all, by node': { sort: 'node' },
  'problems of web & !zone::z3': { states: ['critical', 'warning'], group: 'web & !zone::z3' },
  'all of a rare group': { group: 'rare' },
  'problems of a pack': { states: ['critical', 'warning'], pack: 'redis' },
  'one check': { check: 'linux.check-05' },
  'problems by text': { states: ['critical', 'warning', 'unknown', 'stale'], query: 'node-0042' },
  'all by text': { query: 'node-0042' },
  'by text of the output': { query: 'value is 77' },
};

const PAGES = [
  '/checks',
  '/checks?state=any',
  '/checks?group=web %26 !zone::z3',
  '/checks?q=node-0042',
  '/checks?view=check',
  '/checks?view=node',
  '/checks/linux.check-05',
  '/nodes/n42/checks',
  '/nodes?sort=checks&dir=desc',
];

async function main(): Promise<void> {
  const nodes = Number(process.argv[2] ?? 10_000);
  const checks = Number(process.argv[3] ?? 20);
  const work = mkdtempSync(join(tmpdir(), 'opsbro-bench-checks-'));
  const first = await startBenchServer(work);
  try {
    const cookie = await firstAccount(first.url, first.setUpLink, join(work, 'session.json'));
    await first.stop();
    await withDatabase(work, (database) => measureQueries(database, { nodes, checks }));
    const server = await startBenchServer(work);
    try {
      await measurePages(server.url, cookie);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function withDatabase(
  work: string,
  use: (database: Database) => Promise<void>,
): Promise<void> {
  const directory = join(work, 'server', 'pg');
  const log = new QuietLog();
  const database = await openDatabase({
    directory,
    clock: systemClock,
    log,
    statementLimitMs: 300_000,
  });
  try {
    await use(database);
  } finally {
    await database.close();
  }
}

async function measureQueries(
  database: Database,
  fleet: { readonly nodes: number; readonly checks: number },
): Promise<void> {
  const nowMs = systemClock.wallMs();
  await seedFleet(database, fleet, nowMs);
  const rows: Record<string, Times> = {};
  for (const [name, query] of Object.entries(QUERIES)) {
    const asked = checkQuery.parse(query);
    rows[name] = await timed(() => searchChecks(database, asked, nowMs));
  }
  const everything = checkQuery.parse({});
  for (const by of ['check', 'node', 'group', 'pack'] as const) {
    rows[`added up by ${by}`] = await timed(() => groupChecks(database, by, everything, nowMs));
  }
  rows['what is wrong, for the overview'] = await timed(() => findProblems(database, nowMs));
  console.info(`${fleet.nodes} nodes with ${fleet.checks} checks each, in the embedded database`);
  console.table(rows);
}

async function measurePages(url: string, cookie: string): Promise<void> {
  const rows: Record<string, Times> = {};
  for (const path of PAGES) {
    rows[path] = await timed(async () => {
      const answer = await fetch(`${url}${path}`, { headers: { cookie } });
      const html = await answer.text();
      if (answer.status !== 200 || !html.includes('</html>')) throw new Error(`${path}: ${html}`);
    });
  }
  console.info('pages, whole, over HTTP');
  console.table(rows);
}

interface Times {
  readonly 'p50 ms': number;
  readonly 'p95 ms': number;
}

async function timed(work: () => Promise<unknown>): Promise<Times> {
  await work();
  const tookMs: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const startedMs = performance.now();
    await work();
    tookMs.push(performance.now() - startedMs);
  }
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => Number((tookMs[Math.floor(share * (RUNS - 1))] ?? 0).toFixed(1));
  return { 'p50 ms': at(0.5), 'p95 ms': at(0.95) };
}

async function firstAccount(url: string, setUpLink: string, file: string): Promise<string> {
  const browser = await openBrowser();
  const { page } = await openPage(browser, url);
  await page.goto(setUpLink);
  await page.getByLabel('Name').fill(ada.name);
  await page.getByLabel('E-mail').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.context().storageState({ path: file });
  await browser.close();
  const { cookies }: { cookies: { name: string; value: string }[] } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

await main();
