import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openPage } from './browser';
import type { Launched } from './launched';

export const ada = {
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  password: 'correct horse battery',
};

export interface FirstVisit {
  /** A file with the cookies of the account that was made. */
  readonly session: string;
  /** From the start of the launcher until a measured number of this machine stood on the page. */
  readonly firstMetricSeconds: number;
  readonly faults: readonly string[];
}

/** Follows the one-time link as a person does: three fields, then the machine itself. */
export async function makeFirstAccount(browser: Browser, launched: Launched): Promise<FirstVisit> {
  if (launched.setUpLink === undefined) throw new Error('the launcher printed no set-up link');
  const launchedMs = performance.now() - launched.startSeconds * 1_000;
  const { page, faults } = await openPage(browser, launched.url);
  await page.goto(launched.setUpLink);
  await page.getByLabel('Name').fill(ada.name);
  await page.getByLabel('E-mail').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page
    .getByText(/\d %|\d%/)
    .first()
    .waitFor();
  const firstMetricSeconds = (performance.now() - launchedMs) / 1_000;
  const session = join(mkdtempSync(join(tmpdir(), 'opsbro-e2e-session-')), 'state.json');
  await page.context().storageState({ path: session });
  await page.context().close();
  return { session, firstMetricSeconds, faults };
}
