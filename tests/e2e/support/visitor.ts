import type { Browser, Page } from 'playwright-core';
import { openPage, type WatchedPage } from './browser';
import type { Launched } from './launched';

export const wide = { width: 1440, height: 900 };
export const phone = { width: 375, height: 812 };

export interface Look {
  readonly viewport?: typeof wide;
  readonly colorScheme?: 'light' | 'dark';
}

interface Visitor {
  readonly browser: Browser;
  readonly launched: Launched;
  /** File with the cookies of whoever visits. */
  readonly session: string;
}

/** Opens a page of the dashboard in a window of its own. */
export async function visit(
  { browser, launched, session }: Visitor,
  path: string,
  { viewport = wide, colorScheme = 'light' }: Look = {},
): Promise<WatchedPage> {
  const opened = await openPage(browser, launched.url, {
    storageState: session,
    viewport,
    colorScheme,
  });
  await opened.page.goto(`${launched.url}${path}`);
  return opened;
}

const POLL_MS = 200;
const WAIT_MS_MAX = 60_000;

/** Polls what a page says until it is so; what it said last stands in the failure. */
export async function until<Value>(read: () => Promise<Value>, right: (value: Value) => boolean) {
  const deadlineMs = performance.now() + WAIT_MS_MAX;
  let last = await read();
  while (!right(last)) {
    if (performance.now() > deadlineMs) throw new Error(`still ${JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    last = await read();
  }
  return last;
}

/** By its keys, which a page hears once its scripts run. */
export async function openPalette(page: Page): Promise<void> {
  await until(
    async () => {
      await page.keyboard.press('Control+k');
      const field = page.getByRole('dialog').getByRole('combobox');
      return field.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    },
    (isOpen) => isOpen,
  );
}
