import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from './support/browser';
import { makeFirstAccount } from './support/dashboard';
import { type Launched, launch } from './support/launched';
import { secondAgent } from './support/second-agent';
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

const open = (path: string) => visit({ browser, launched, session }, path);

/** Fills the dialog in as asked, and reads the join string off it. */
async function joinStringOf(page: Page, fill: (dialog: Locator) => Promise<void>): Promise<string> {
  await page.getByRole('button', { name: 'Add a node' }).first().click();
  await page.getByLabel('How many machines').waitFor();
  await fill(page.getByRole('dialog'));
  await page.getByRole('button', { name: 'Show the line' }).click();
  await page.getByText('Waiting for the machine').waitFor();
  await page.getByText('The agent is installed already').click();
  return page.locator('code', { hasText: /^ops1\./ }).innerText();
}

describe('the dialog that adds a node', () => {
  test('greets a real second agent by name as soon as it has joined', async () => {
    await using agent = secondAgent('second-machine');
    const { page, faults } = await open('/nodes');
    const joinString = await joinStringOf(page, (dialog) =>
      dialog.getByLabel('Groups').fill('web canary'),
    );
    const oneLiner = await page.locator('code', { hasText: 'install.sh' }).innerText();
    expect(oneLiner).toContain(joinString);
    await agent.join(joinString);
    agent.start();
    const greeting = page.getByText(/is here\. Welcome!/);
    await greeting.waitFor();
    await page.getByRole('link', { name: /^Open / }).click();
    await page.getByText('web', { exact: true }).first().waitFor();
    await until(
      () => page.locator('main').innerText(),
      (text) => /Live/.test(text) && /canary/.test(text),
    );
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('offers to approve a machine that asks, and the same on its own page', async () => {
    await using agent = secondAgent('careful-machine');
    const { page } = await open('/');
    const joinString = await joinStringOf(page, (dialog) =>
      dialog.getByLabel('Ask me before it is let in').check(),
    );
    await agent.join(joinString);
    agent.start();
    await page.getByText('waits to be let in').waitFor();
    const { page: list } = await open('/settings/enrolment');
    await list.getByRole('button', { name: /^Approve / }).waitFor();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText(/is here\. Welcome!/).waitFor();
    await list.getByText('Nobody.').waitFor();
    await page.context().close();
    await list.context().close();
  });
});

describe('a machine that was copied', () => {
  test('is quarantined with both shown side by side, and goes on once somebody has chosen', async () => {
    await using agent = secondAgent('cloned-machine');
    const { page } = await open('/nodes');
    await agent.join(await joinStringOf(page, async () => {}));
    await using copy = agent.copy();
    agent.start();
    await page.getByText(/is here\. Welcome!/).waitFor();
    await page.getByRole('link', { name: /^Open / }).click();
    await until(
      () => page.locator('main').innerText(),
      (text) => /Live/.test(text),
    );
    copy.start();
    await page.getByRole('region', { name: 'Quarantined' }).waitFor({ timeout: 60_000 });
    const { page: list } = await open('/');
    await list.getByRole('heading', { name: /^Quarantined/ }).waitFor();
    await list.goto(`${launched.url}/settings/enrolment`);
    const choices = list.getByRole('button', { name: /^This is / });
    await until(
      () => choices.count(),
      (count) => count === 2,
    );
    await choices.first().click();
    await list
      .getByRole('dialog')
      .getByRole('button', { name: /^The one at/ })
      .click();
    await until(
      () => page.locator('main').innerText(),
      (text) => !/Quarantined/.test(text) && /Live/.test(text),
    );
    await page.context().close();
    await list.context().close();
  });
});

describe('a node', () => {
  test('is removed with its history only by whoever types its name', async () => {
    await using agent = secondAgent('short-lived');
    const { page } = await open('/nodes');
    await agent.join(await joinStringOf(page, async () => {}));
    agent.start();
    await page.getByRole('link', { name: /^Open / }).click();
    // It is called after its host until its first session says how it is called.
    const name = await until(
      () => page.getByRole('heading', { level: 1 }).innerText(),
      (text) => text === agent.name,
    );
    await agent.stop();
    await page.getByRole('button', { name: 'More about this node' }).click();
    await page.getByRole('menuitem', { name: /^Remove/ }).click();
    const remove = page.getByRole('button', { name: 'Remove it with its history' });
    expect(await remove.isDisabled()).toBe(true);
    await page.getByLabel(/to confirm$/).fill(name);
    await remove.click();
    await page.waitForURL(`${launched.url}/nodes`);
    await page.context().close();
  });
});
