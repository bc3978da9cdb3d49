import { hostname } from 'node:os';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openPage, overflowPx, seriousFaults } from './support/browser';
import { makeFirstAccount } from './support/dashboard';
import { type Launched, launch } from './support/launched';
import { phone, visit, wide } from './support/visitor';

let launched: Launched;
let browser: Browser;
let session: string;
let nodePath: string;

beforeAll(async () => {
  [launched, browser] = await Promise.all([launch(), openBrowser()]);
  ({ session } = await makeFirstAccount(browser, launched));
  const { page } = await visit({ browser, launched, session }, '/nodes');
  const link = page.getByRole('link', { name: hostname() }).first();
  nodePath = (await link.getAttribute('href')) ?? '';
  await page.context().close();
});

afterAll(async () => {
  await browser?.close();
  await launched?.[Symbol.asyncDispose]();
});

/** Fifteen pages, each in a window of its own. */
const PAGES_MS_MAX = 300_000;

const looks = [
  { name: 'wide and light', viewport: wide, colorScheme: 'light' as const },
  { name: 'wide and dark', viewport: wide, colorScheme: 'dark' as const },
  { name: '375 pixels and light', viewport: phone, colorScheme: 'light' as const },
  { name: '375 pixels and dark', viewport: phone, colorScheme: 'dark' as const },
];

describe('every page', () => {
  const pages = () => [
    '/',
    '/nodes',
    '/nodes?add=true',
    nodePath,
    `${nodePath}/collectors`,
    `${nodePath}/facts`,
    `${nodePath}/timeline`,
    '/settings/account',
    '/settings/tokens',
    '/settings/enrolment',
    '/settings/users',
    '/settings/audit',
    '/settings/backups',
    '/settings/health',
    '/settings/about',
  ];

  test.each(looks)(
    'is sound, $name: no fault, nothing serious by axe, no scrolling sideways',
    async (look) => {
      const found: string[] = [];
      for (const path of pages()) {
        const { page, faults } = await visit({ browser, launched, session }, path, look);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await page.waitForTimeout(500);
        const overflow = await overflowPx(page);
        const serious = await seriousFaults(page);
        const all = [...faults, ...serious, ...(overflow > 0 ? [`${overflow} px too wide`] : [])];
        found.push(...all.map((fault) => `${path}: ${fault}`));
        await page.context().close();
      }
      expect(found).toEqual([]);
    },
  );

  test.each(looks)(
    'before anyone has signed in is sound as well, $name',
    async (look) => {
      const found: string[] = [];
      for (const path of ['/login', '/invite', '/invite#no-such-code']) {
        const { viewport, colorScheme } = look;
        const { page, faults } = await openPage(browser, launched.url, { viewport, colorScheme });
        await page.goto(`${launched.url}${path}`);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        const overflow = await overflowPx(page);
        const all = [...faults, ...(await seriousFaults(page))];
        if (overflow > 0) all.push(`${overflow} px too wide`);
        found.push(...all.map((fault) => `${path}: ${fault}`));
        await page.context().close();
      }
      expect(found).toEqual([]);
    },
    PAGES_MS_MAX,
  );
});
