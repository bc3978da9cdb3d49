import { execFileSync } from 'node:child_process';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from './support/browser';
import { makeFirstAccount } from './support/dashboard';
import { type Launched, launch } from './support/launched';
import { until, visit } from './support/visitor';

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

/** As a person changes a threshold on the machine, in its local level. */
function setParameter(name: string, value: number): void {
  const words = ['packs', 'parameters', 'set', 'linux', name, String(value)];
  const data = ['--data', join(launched.data, 'agent')];
  execFileSync(process.execPath, ['dist/agent/opsbro.mjs', ...words, ...data]);
}

/** It counts after three attempts, half a minute apart. */
const LIVE_MS_MAX = 180_000;

test(
  'a check goes red live, its page says which value from where, and it is green again',
  async () => {
    const { page, faults } = await visit({ browser, launched, session }, '/checks?state=any');
    const row = page.getByRole('row').filter({ hasText: 'linux.memory' });
    await row.getByText('OK', { exact: true }).waitFor({ timeout: LIVE_MS_MAX });

    setParameter('memory_critical', 1);
    setParameter('memory_warning', 1);
    await row.getByText('Critical', { exact: true }).waitFor({ timeout: LIVE_MS_MAX });
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByText(/\d with a problem/)
      .waitFor();

    await row.getByRole('link', { name: 'linux.memory' }).click();
    await page.getByRole('heading', { level: 1, name: 'linux.memory' }).waitFor();
    const why = page.getByRole('region', { name: `Why, on ${hostname()}` });
    const sentence = why.getByText(/^Critical because .*collector\.memory.*level local/);
    await sentence.waitFor({ timeout: LIVE_MS_MAX });
    const parameters = page.getByRole('region', { name: 'Parameters in force' });
    await parameters.getByText('memory_critical', { exact: true }).waitFor();
    await parameters
      .getByText(/parameters\.yaml:\d+/)
      .first()
      .waitFor();
    await page.getByRole('region', { name: 'History' }).getByText('Critical').first().waitFor();

    setParameter('memory_critical', 97);
    setParameter('memory_warning', 92);
    await why.getByText(/^OK because/).waitFor({ timeout: LIVE_MS_MAX });
    await page.goto(`${launched.url}/`);
    const needsYou = page.getByRole('region', { name: 'Needs you' });
    await until(
      () => needsYou.textContent(),
      (text) => text?.includes('linux.memory') === false,
    );
    expect(faults).toEqual([]);
  },
  5 * LIVE_MS_MAX,
);
