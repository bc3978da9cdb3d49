import { hostname } from 'node:os';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openPage, overflowPx, seriousFaults } from './support/browser';
import { ada, makeFirstAccount } from './support/dashboard';
import { type Launched, launch } from './support/launched';
import { phone, until, visit, wide } from './support/visitor';

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

/** Over twenty pages, each in a window of its own. */
const PAGES_MS_MAX = 450_000;

const looks = [
  { name: 'wide and light', viewport: wide, colorScheme: 'light' as const },
  { name: 'wide and dark', viewport: wide, colorScheme: 'dark' as const },
  { name: '375 pixels and light', viewport: phone, colorScheme: 'light' as const },
  { name: '375 pixels and dark', viewport: phone, colorScheme: 'dark' as const },
];

/** A press that comes before the page is alive is lost. */
async function opened(button: Locator, what: Locator): Promise<void> {
  await until(
    async () => {
      if (!(await what.isVisible())) await button.click({ timeout: 5_000 }).catch(() => undefined);
      return what.isVisible();
    },
    (isOpen) => isOpen,
  );
}

describe('every page', () => {
  const pages = () => [
    '/',
    '/nodes',
    '/nodes?add=true',
    nodePath,
    '/checks',
    '/checks?state=any',
    '/checks?view=node',
    '/checks?group=no%20%26',
    '/checks/linux.memory',
    `${nodePath}/checks`,
    `${nodePath}/collectors`,
    `${nodePath}/facts`,
    `${nodePath}/timeline`,
    `${nodePath}/config`,
    '/nodes/groups',
    '/nodes/groups/linux',
    '/nodes/roles',
    '/packs',
    '/packs/linux',
    '/lab',
    '/lab/functions',
    '/settings/account',
    '/settings/tokens',
    '/settings/enrolment',
    '/settings/zones',
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
    PAGES_MS_MAX,
  );

  test('opens dialogs that fit a phone, close on Escape and give the focus back', async () => {
    const dialogs = [
      ['/nodes', 'Add a node'],
      [nodePath, 'Edit'],
      ['/settings/users', 'Invite'],
      ['/settings/tokens', 'New token'],
      ['/settings/enrolment', 'New key'],
      ['/settings/zones', 'New zone'],
      ['/settings/account', 'Turn on'],
    ] as const;
    const found: string[] = [];
    for (const [path, name] of dialogs) {
      const { page } = await visit({ browser, launched, session }, path, { viewport: phone });
      const button = page.getByRole('button', { name, exact: true }).first();
      const dialog = page.getByRole('dialog');
      await opened(button, dialog);
      // It arrives from a little below.
      await page.waitForTimeout(500);
      const box = await dialog.evaluate((element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const inner = [...element.querySelectorAll('*')].filter((one) => {
          return one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === 'auto';
        });
        return { left, top, right, bottom, sideways: inner.length };
      });
      const isWithin = box.left >= 0 && box.top >= 0 && box.right <= 375 && box.bottom <= 812;
      if (!isWithin || box.sideways > 0) found.push(`${path}: ${name}: ${JSON.stringify(box)}`);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      const hasFocus = await button.evaluate((element) => element === document.activeElement);
      if (!hasFocus) found.push(`${path}: ${name} did not get the focus back`);
      await page.context().close();
    }
    expect(found).toEqual([]);
  }, 180_000);

  test('opens menus that a phone shows whole', async () => {
    const menus = [
      ['/nodes', 'View'],
      [nodePath, 'More about this node'],
      ['/', ada.name],
    ] as const;
    for (const [path, name] of menus) {
      const { page } = await visit({ browser, launched, session }, path, { viewport: phone });
      const menu = page.getByRole('menu');
      await opened(page.getByRole('button', { name }).first(), menu);
      const box = await menu.boundingBox();
      expect(box?.x, name).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0), name).toBeLessThanOrEqual(phone.width);
      await page.keyboard.press('Escape');
      await page.context().close();
    }
  });

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
