import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's Chromium, kept from calling home. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.OPSBRO_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts, violations of the content policy, requests to anybody but the server. */
  readonly faults: string[];
}

/** A page that writes down everything that must not happen on it. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const foreign = !request.url().startsWith(url) && !/^(data|blob):/.test(request.url());
    if (foreign) faults.push(`request to ${request.url()}`);
  });
  return { page, faults };
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** What axe calls serious or critical, one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Injected by the debugger's protocol, which the content policy of the page does not bind.
  await page.evaluate(
    await import('node:fs').then(({ readFileSync }) => readFileSync(axeFile, 'utf8')),
  );
  const { violations } = await page.evaluate<AxeResult>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** How far a page is wider than its window, in pixels; 0 when it needs no scrolling sideways. */
export function overflowPx(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
