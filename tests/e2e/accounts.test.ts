import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OidcProvider } from '../server/auth/oidc-provider';
import { openBrowser, openPage } from './support/browser';
import { ada, makeFirstAccount } from './support/dashboard';
import { type Launched, launch } from './support/launched';
import { totpOf } from './support/totp';
import { visit } from './support/visitor';

let launched: Launched;
let browser: Browser;
let session: string;
let provider: OidcProvider;
const directory = mkdtempSync(join(tmpdir(), 'opsbro-e2e-oidc-'));

beforeAll(async () => {
  provider = await OidcProvider.start();
  const secretFile = join(directory, 'secret');
  writeFileSync(secretFile, provider.clientSecret);
  const environment = {
    OPSBRO_OIDC_ISSUER: provider.issuer,
    OPSBRO_OIDC_CLIENT_ID: provider.clientId,
    OPSBRO_OIDC_CLIENT_SECRET_FILE: secretFile,
    OPSBRO_OIDC_NAME: provider.config.name,
  };
  [launched, browser] = await Promise.all([launch({ environment }), openBrowser()]);
  ({ session } = await makeFirstAccount(browser, launched));
});

afterAll(async () => {
  await browser?.close();
  await launched?.[Symbol.asyncDispose]();
  await provider?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

const grace = {
  name: 'Grace Hopper',
  email: 'grace@example.org',
  password: 'nanoseconds of copper wire',
};

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

describe('a person who is invited', () => {
  test('chooses a password, turns two-step on, signs in with it, and uses a token until it is revoked', async () => {
    const link = await invite(grace);
    const { page, faults } = await openPage(browser, launched.url);
    await page.goto(link);
    await page.getByText(grace.email).waitFor();
    await page.getByLabel('Password', { exact: true }).fill(grace.password);
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();

    const secret = await turnTwoStepOn(page);
    await page.getByRole('button', { name: grace.name }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(page, grace.email, grace.password);
    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
    // Each code is taken once: this is the one after that with which it was turned on.
    await page.getByLabel('Code from the app').fill(totpOf(secret, Date.now() + 30_000));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();

    const token = await makeToken(page);
    const ask = () =>
      fetch(`${launched.url}/api/trpc/nodes.overview`, {
        headers: { authorization: `Bearer ${token}` },
      });
    expect((await ask()).status).toBe(200);
    await page.getByRole('button', { name: /^Revoke the token/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect((await ask()).status).toBe(401);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('finds that the link works once', async () => {
    const { page } = await openPage(browser, launched.url);
    await page.goto(`${launched.url}/invite#no-such-code`);
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
    await page.context().close();
  });
});

async function invite({ name, email }: { name: string; email: string }): Promise<string> {
  const { page } = await visit({ browser, launched, session }, '/settings/users');
  await page.getByRole('button', { name: 'Invite' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('E-mail').fill(email);
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const link = await dialog.locator('code', { hasText: '/invite#' }).innerText();
  await page.context().close();
  return link;
}

/** @returns the secret that the app was given, in base 32 */
async function turnTwoStepOn(page: Page): Promise<string> {
  await page.goto(`${launched.url}/settings/account`);
  await page.getByRole('button', { name: 'Turn on' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password', { exact: true }).fill(grace.password);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByText('No camera?').click();
  const secret = await dialog.locator('code').innerText();
  await dialog.getByLabel('Code from the app').fill(totpOf(secret, Date.now()));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await dialog.getByRole('list', { name: 'Backup codes' }).waitFor();
  await dialog.getByLabel('I have kept them').check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'New backup codes' }).waitFor();
  return secret;
}

async function makeToken(page: Page): Promise<string> {
  await page.goto(`${launched.url}/settings/tokens`);
  await page.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('nightly report');
  await dialog.getByLabel(/^nodes:read/).check();
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  const token = await dialog.locator('code', { hasText: /^opsk_/ }).innerText();
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  return token;
}

describe('a session that is ended elsewhere', () => {
  test('takes its open pages to the sign-in by itself', async () => {
    const { page: other } = await openPage(browser, launched.url);
    await other.goto(`${launched.url}/login`);
    await signIn(other, ada.email, ada.password);
    await other.getByRole('heading', { name: 'Overview' }).waitFor();
    const { page } = await visit({ browser, launched, session }, '/settings/account');
    const startedMs = performance.now();
    await page.getByRole('button', { name: 'End all others' }).click();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    console.info(`signed out after ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
    expect(new URL(other.url()).pathname).toBe('/login');
    await page.context().close();
    await other.context().close();
  });
});

describe("the company's sign-in service", () => {
  const press = (page: Page) =>
    page.getByRole('button', { name: `Sign in with ${provider.config.name}` }).click();

  test('signs in by its button, and leads back to the page that was asked for', async () => {
    const { page, faults } = await openPage(browser, launched.url);
    await page.goto(`${launched.url}/settings/about`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(provider.requests).toEqual([]);
    await press(page);
    await page.waitForURL(`${launched.url}/settings/about`);
    await page.getByRole('button', { name: ada.name }).waitFor();
    expect(provider.requests).toContain('/authorize');
    expect(faults.filter((fault) => !fault.includes(`${provider.issuer}/authorize`))).toEqual([]);
    await page.context().close();
  });

  test('asks nobody for a password who has none', async () => {
    const hedy = { name: 'Hedy Lamarr', email: 'hedy@example.org' };
    await invite(hedy);
    const { person } = provider;
    provider.person = { ...person, ...hedy, sub: 'p-3' };
    const { page } = await openPage(browser, launched.url);
    await page.goto(`${launched.url}/login?next=/settings/account`);
    await press(page);
    await page.getByText('Your account has none').waitFor();
    provider.person = person;
    const data = { code: 'FORBIDDEN', httpStatus: 403, reason: 'prove-again' };
    const refusal = { message: 'Confirm that it is you.', code: -32_003, data };
    await page.route('**/api/trpc/account.rename**', (route) =>
      route.fulfill({ status: 403, json: [{ error: { json: refusal } }] }),
    );
    await page.getByLabel('Name').fill('Hedy');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.getByText('Your account has no password').waitFor();
    await dialog.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.context().close();
  });

  test('opens nothing for somebody without an account, and the page says why', async () => {
    const { person } = provider;
    provider.person = { ...person, sub: 'p-2', email: 'mallory@example.org' };
    const { page } = await openPage(browser, launched.url);
    await page.goto(`${launched.url}/login`);
    await press(page);
    await page.waitForURL(/\/login\?error=/);
    await page.getByRole('alert').getByText('No account here has that e-mail').waitFor();
    provider.person = person;
    await signIn(page, ada.email, ada.password);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.context().close();
  });
});

describe('the audit log', () => {
  test('shows who did what, filters by a press, and proves that nobody altered it', async () => {
    const { page } = await visit({ browser, launched, session }, '/settings/audit');
    await page.getByText('user.sign-in').first().click();
    await page.waitForURL(/action=user\.sign-in/);
    await page.getByRole('button', { name: 'Check the log' }).click();
    await page.getByText(/^Unaltered: \d+ entries/).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /Action user\.sign-in/ }).waitFor();
    await page.context().close();
  });
});

describe('a wrong password', () => {
  test('again and again is told how long to wait', async () => {
    const { page } = await openPage(browser, launched.url);
    await page.goto(`${launched.url}/login`);
    const alert = page.locator('form [role=alert]');
    for (let tries = 0; tries < 14; tries += 1) {
      await signIn(page, 'nobody@example.org', 'wrong horse battery');
      await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
      if (/many/i.test(await alert.innerText())) break;
    }
    expect(await alert.innerText()).toMatch(/(wait|again in)/i);
    await page.context().close();
  });
});
