import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, overflowPx, seriousFaults } from './support/browser';
import { makeFirstAccount } from './support/dashboard';
import { type Launched, launch } from './support/launched';
import { tellCluster } from './support/told-cluster';
import { phone, visit, wide } from './support/visitor';

let launched: Launched;
let browser: Browser;
let session: string;
let down: { readonly id: string; readonly name: string };

beforeAll(async () => {
  [launched, browser] = await Promise.all([launch(), openBrowser()]);
  ({ session } = await makeFirstAccount(browser, launched));
  await launched.stop();
  const { data } = launched;
  const cut = { nodes: 25, zones: ['paris', 'lyon'], dead: 1, silent: 2, isCut: true };
  const told = await tellCluster(data, cut);
  const last = told.at(-1);
  if (last === undefined) throw new Error('nobody was told');
  down = last;
  launched = await launch({ data, port: new URL(launched.url).port });
});

afterAll(async () => {
  await browser?.close();
  await launched?.[Symbol.asyncDispose]();
});

const SOON = { timeout: 30_000 };
const open = (path: string, look = {}) => visit({ browser, launched, session }, path, look);

const VIEWS = ['map', 'table', 'views', 'history'];

test.each(VIEWS)('the topology as %s can be read by all, wide and narrow', async (view) => {
  for (const viewport of [wide, phone]) {
    const { page, faults } = await open(`/nodes/topology?view=${view}`, { viewport });
    await page.getByRole('heading', { level: 1, name: 'Topology' }).waitFor(SOON);
    expect(await seriousFaults(page)).toEqual([]);
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
    await page.context().close();
  }
});

test('what the map shows is said by the table: zones, relays, states', async () => {
  const { page } = await open('/nodes/topology?view=table');
  const lyon = page.getByRole('region', { name: 'Zone lyon' });
  await lyon.getByRole('link').first().waitFor(SOON);
  expect(await lyon.getByText('relay', { exact: true }).count()).toBe(2);
  const row = page.getByRole('row').filter({ hasText: down.name });
  await row.getByText('Down').waitFor(SOON);
  await page.context().close();
});

test('a cut zone is said to have two views, and agents that do not answer are said so', async () => {
  const { page } = await open('/nodes/topology?view=views');
  const paris = page.getByRole('region', { name: 'Zone paris' });
  await paris.getByText('2 views of this zone').waitFor(SOON);
  await paris.getByText('did not answer').first().waitFor(SOON);
  await page.getByRole('region', { name: 'Zone lyon' }).getByText('see the same').waitFor(SOON);
  await page.context().close();
});

test('a node that is down says who found it so, and by which probes', async () => {
  const { page, faults } = await open(`/nodes/${down.id}/cluster`);
  await page.getByText('This node is down').waitFor(SOON);
  const held = page.getByRole('region', { name: 'Held for gone by' });
  await held
    .getByText(/did not reach it, asked/)
    .first()
    .waitFor(SOON);
  await page.getByRole('link', { name: /^dead for \d+ peers/ }).waitFor(SOON);
  expect(await seriousFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
  await page.context().close();
});
