import { hostname } from 'node:os';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from './support/browser';
import { makeFirstAccount } from './support/dashboard';
import { type Launched, launch } from './support/launched';
import { openPalette, visit } from './support/visitor';

let launched: Launched;
let browser: Browser;
let session: string;

beforeAll(async () => {
  [launched, browser] = await Promise.all([launch(), openBrowser()]);
  ({ session } = await makeFirstAccount(browser, launched));
});

afterAll(async () => {
  await browser?.close();
  await launched?.[Symbol.asyncDispose]();
});

const open = (path: string) => visit({ browser, launched, session }, path);
/** A detector looks every ten seconds, and a page that was opened before follows it. */
const SOON = { timeout: 60_000 };

test('what the machine is stands among the groups, and the node itself says why', async () => {
  const { page, faults } = await open('/nodes/groups');
  await page.getByRole('link', { name: 'linux', exact: true }).click(SOON);
  await page.getByRole('heading', { level: 1, name: 'linux' }).waitFor();
  await page.getByRole('link', { name: hostname() }).first().waitFor();
  await page.getByRole('button', { name: 'Explain' }).first().click();
  await page.getByText('because').first().waitFor(SOON);
  expect(await page.getByText('{{collector.').count()).toBeGreaterThan(1);
  expect(faults).toEqual([]);
  await page.context().close();
});

test('a set of groups says while it is typed how many nodes it means, and what is wrong where', async () => {
  const { page } = await open('/nodes');
  const field = page.getByRole('combobox', { name: 'In groups' });
  await field.fill('linux & !nowhere');
  await page.getByText(`matches 1 of 1 node: ${hostname()}`).waitFor(SOON);
  await field.fill('linux nowhere');
  await page.getByText('column 7: expected & or | after linux, found nowhere.').waitFor();
  await field.fill('!linux');
  await page.getByText('matches 0 of 1 node').waitFor();
  await field.press('Enter');
  await page.getByText('No node matches').waitFor();
  await page.waitForURL(/group=!linux/);
  await page.context().close();
});

test('the Lab evaluates on the machine, completes what it has, and marks what is wrong', async () => {
  const { page, faults } = await open('/lab');
  const field = page.getByRole('combobox', { name: 'Expression' });
  await field.pressSequentially('{{collector.memory.phys');
  await page.getByRole('listbox', { name: 'Completions' }).waitFor(SOON);
  await field.press('Tab');
  await field.pressSequentially(' >= 0');
  await field.press('Enter');
  await page.getByText('True').first().waitFor(SOON);
  await page.getByText('collector memory').first().waitFor();
  await field.fill('1 +');
  await field.press('Enter');
  const wrong = page.getByRole('main').getByRole('alert');
  await wrong.getByText('This is no expression').waitFor(SOON);
  expect(await wrong.innerText()).toMatch(/\^/);
  expect(faults.filter((fault) => !/status of 400/.test(fault))).toEqual([]);
  await page.context().close();
});

test('the palette finds a check by some of its letters', async () => {
  const { page } = await open('/settings/about');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await openPalette(page);
  await page.getByRole('combobox').fill('linmem');
  await page.getByRole('option', { name: 'linux.memory' }).first().waitFor(SOON);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/checks\/linux\.memory/);
  await page.context().close();
});

test('the node says which packs are in force, with their parameters', async () => {
  const { page } = await open('/nodes');
  const path = await page.getByRole('link', { name: hostname() }).first().getAttribute('href');
  await page.goto(`${launched.url}${path}/config`);
  await page.getByText('Packs in force').waitFor();
  await page.locator('summary', { hasText: 'linux' }).first().click(SOON);
  await page.getByRole('columnheader', { name: 'Parameter' }).first().waitFor();
  await page.context().close();
});
