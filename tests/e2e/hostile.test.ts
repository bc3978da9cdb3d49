import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storable } from '@/common/domain/text';
import { chance, SEED } from '../hostile/support/chance';
import { PAYLOADS } from '../hostile/support/payloads';
import { rawRequest } from '../hostile/support/raw-request';
import { openBrowser, openPage } from './support/browser';
import { makeFirstAccount } from './support/dashboard';
import { type HostileMachines, openHostileMachines } from './support/hostile-machines';
import { type Launched, launch } from './support/launched';
import { personApi } from './support/person-api';

/** One payload in so many is also searched for, as a part of an address. */
const SEARCHED_EACH = Math.max(20, Math.ceil(PAYLOADS.length / 15));

/** Stands in what only those may read who have signed in. */
const CANARY = 'canary-4f1c9e';

let launched: Launched;
let browser: Browser;
let session: string;
let hostile: HostileMachines;

beforeAll(async () => {
  browser = await openBrowser();
  launched = await launch();
  ({ session } = await makeFirstAccount(browser, launched));
  const call = personApi(launched.url, session);
  const texts = [`${CANARY} of a machine`, ...PAYLOADS];
  hostile = await openHostileMachines(launched.url, call, texts);
}, 400_000);

afterAll(async () => {
  await browser?.close();
  await hostile?.[Symbol.asyncDispose]();
  await launched?.stop();
  if (launched !== undefined) rmSync(launched.data, { recursive: true, force: true });
});

const MARKS = `Boolean(window.__struck) || document.querySelectorAll(
  'img[src=x], [onerror], [onload], [onfocus], [onmouseover], [ontoggle], iframe, object, embed, base, marquee, math, meta[http-equiv=refresh], a[href^="javascript:"]'
).length > 0`;

async function look(page: Page, path: string, faults: readonly string[]): Promise<string[]> {
  await page.goto(`${launched.url}${path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForTimeout(300);
  const isStruck = await page.evaluate<boolean>(MARKS);
  return [...faults, ...(isStruck ? ['something was struck'] : [])].map(
    (fault) => `${path}: ${fault}`,
  );
}

describe(`${PAYLOADS.length} hostile texts, wherever a machine or a person can put one`, () => {
  test('are text on every page: nothing runs, nothing is fetched, no policy is broken', async () => {
    const paths = [
      ...['/', '/nodes', '/nodes?page=2', '/nodes?sort=name&density=cards'],
      ...['/settings/users', '/settings/tokens', '/settings/enrolment', '/settings/audit'],
      ...['/settings/account', '/settings/backups', '/settings/health', '/settings/about'],
      ...PAYLOADS.filter((_, at) => at % SEARCHED_EACH === 0).map(
        (text) => `/nodes?query=${encodeURIComponent(storable(text))}`,
      ),
      ...hostile.nodeIds.flatMap((id) =>
        ['', '/collectors', '/facts', '/timeline'].map((tab) => `/nodes/${id}${tab}`),
      ),
    ];
    const found: string[] = [];
    const { page, faults } = await openPage(browser, launched.url, { storageState: session });
    page.on('dialog', (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    for (const path of paths) {
      found.push(...(await look(page, path, faults)));
      faults.length = 0;
    }
    await page.context().close();
    expect(found).toEqual([]);
  }, 1_800_000);

  test('are on these pages at all, as they were written', async () => {
    const { page } = await openPage(browser, launched.url, { storageState: session });
    const node = `/nodes/${hostile.nodeIds[0]}`;
    const tabs = [node, `${node}/collectors`, `${node}/facts`, `${node}/timeline`];
    const search = `/nodes?query=${CANARY}`;
    const missing: string[] = [];
    for (const path of ['/', search, ...tabs, '/settings/users', '/settings/tokens']) {
      await page.goto(`${launched.url}${path}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.waitForTimeout(500);
      if (!(await page.content()).includes(CANARY)) missing.push(path);
    }
    await page.context().close();
    expect(missing).toEqual([]);
  }, 60_000);
});

describe('a page of another site, with somebody who is signed in', () => {
  let evil: Server;
  let evilPort: number;
  beforeAll(async () => {
    evil = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>evil</title><iframe name=sink></iframe>');
    });
    await new Promise<void>((resolve) => evil.listen(0, resolve));
    evilPort = (evil.address() as AddressInfo).port;
  });
  afterAll(() => evil.close());

  const attack = (target: string, nodeId: string) => `(async () => {
    const words = JSON.stringify({ json: { nodeId: '${nodeId}', displayName: 'taken over', groups: [], collectorIntervalsMs: {} } });
    const told = [];
    const url = '${target}/api/trpc/nodes.edit';
    for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded']) {
      for (const mode of ['no-cors', 'cors']) {
        const headers = { 'content-type': type };
        const asked = fetch(url, { method: 'POST', credentials: 'include', mode, headers, body: words });
        told.push(await asked.then(async (answer) => answer.type + ' ' + (await answer.text()), () => 'refused'));
      }
    }
    navigator.sendBeacon(url, new Blob([words], { type: 'text/plain' }));
    for (const enctype of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const form = document.createElement('form');
      Object.assign(form, { action: url, method: 'post', enctype, target: 'sink' });
      const field = document.createElement('input');
      Object.assign(field, { name: words.slice(0, -1) + ',"x":"', value: '"}' });
      form.append(field);
      document.body.append(form);
      form.submit();
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    const image = new Image();
    image.src = url + '?input=' + encodeURIComponent(words);
    const read = await fetch('${target}/api/trpc/nodes.overview', { credentials: 'include' }).then((answer) => answer.text(), () => 'refused');
    told.push(read);
    for (const path of ['/ws', '/agent']) {
      told.push(await new Promise((resolve) => {
        const socket = new WebSocket('${target.replace('http', 'ws')}' + path);
        socket.onopen = () => resolve('socket is open');
        socket.onerror = () => resolve('socket refused');
      }));
    }
    return told;
  })()`;

  test.each(['127.0.0.1', 'localhost'])(
    'on %s changes nothing and reads nothing',
    async (name) => {
      const nodeId = hostile.nodeIds[0] ?? '';
      const { page } = await openPage(browser, launched.url, { storageState: session });
      await page.goto(`http://${name}:${evilPort}/`);
      const told = await page.evaluate<string[]>(attack(launched.url, nodeId));
      expect(told.join('\n')).not.toContain(CANARY);
      expect(told.join('\n')).not.toContain('socket is open');
      await page.goto(`${launched.url}/nodes/${nodeId}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      expect(await page.content()).not.toContain('taken over');
      await page.goto(`${launched.url}/settings/audit`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      expect(await page.content()).not.toContain('taken over');
      await page.context().close();
    },
    60_000,
  );

  test('cannot put a page of ours into a frame', async () => {
    const { page } = await openPage(browser, launched.url, { storageState: session });
    await page.goto(`http://127.0.0.1:${evilPort}/`);
    await page.evaluate(`document.querySelector('iframe').src = '${launched.url}/nodes'`);
    await page.waitForTimeout(1_500);
    const frames = await Promise.all(page.frames().map((frame) => frame.content().catch(() => '')));
    expect(frames.join('\n')).not.toContain(CANARY);
    await page.context().close();
  });
});

describe(`somebody who has not signed in, seed ${SEED}`, () => {
  const MANY = Number(process.env.OPSBRO_FUZZ_REQUESTS ?? 5_000);
  const PARALLEL = 16;

  const PAGES = () => [
    ...['/', '/nodes', '/nodes?query=x', '/settings', '/settings/users', '/settings/audit'],
    ...['/settings/tokens', '/settings/enrolment', '/settings/backups', '/settings/health'],
    ...['/settings/account', '/settings/about', '/login', '/setup', '/invite', '/nowhere'],
    ...hostile.nodeIds
      .slice(0, 2)
      .flatMap((id) => [`/nodes/${id}`, `/nodes/${id}/facts`, `/nodes/${id}/collectors`]),
    ...['/api/trpc/nodes.overview', '/api/trpc/nodes.list?input=%7B%22json%22%3A%7B%7D%7D'],
    ...[
      '/api/trpc/audit.list',
      '/api/trpc/nodes.overview,auth.me?batch=1',
      '/api/auth/get-session',
    ],
    ...[
      '/_next/data/x/nodes.json',
      '/_next/image?url=%2Fnodes&w=64&q=75',
      '/metrics',
      '/favicon.svg',
    ],
  ];

  const headersFor = (trap: string): readonly string[] => [
    ...[
      'src/middleware',
      'middleware',
      'middleware:middleware:middleware:middleware:middleware',
    ].map((value) => `x-middleware-subrequest: ${value}`),
    ...[
      'x-middleware-prefetch: 1',
      'x-middleware-rewrite: /nodes',
      `x-middleware-rewrite: ${trap}`,
    ],
    ...[
      'x-nextjs-data: 1',
      'x-invoke-path: /nodes',
      'x-invoke-output: /nodes',
      'x-invoke-query: %7B%7D',
    ],
    ...['x-matched-path: /nodes', 'x-now-route-matches: 1=nodes', 'x-prerender-revalidate: x'],
    ...[
      'RSC: 1',
      'Next-Router-Prefetch: 1',
      'Next-Router-Segment-Prefetch: /_tree',
      'Next-Url: /nodes',
    ],
    ...[
      'Next-Router-State-Tree: %5B%22%22%2C%7B%7D%5D',
      'Next-Action: 7f0000000000000000000000000000000000000000',
    ],
    ...[
      `X-Forwarded-Host: ${trap.slice(7)}`,
      `Forwarded: host=${trap.slice(7)};proto=http`,
      'X-Forwarded-Proto: https',
    ],
    ...[
      'X-Forwarded-For: 127.0.0.1',
      'X-Real-Ip: 127.0.0.1',
      'X-Original-Url: /nodes',
      'X-Rewrite-Url: /nodes',
    ],
    ...[
      'X-Http-Method-Override: POST',
      'Content-Type: multipart/form-data; boundary=x',
      'Accept: text/x-component',
    ],
    ...[
      'x-opsbro-client: 127.0.0.1',
      'x-opsbro-user: root',
      'Authorization: Bearer x',
      'Authorization: Basic YTpi',
    ],
    ...[
      'Cookie: better-auth.session_token=x.y',
      'Cookie: __prerender_bypass=x; __next_preview_data=x',
      'Purpose: prefetch',
    ],
    ...[
      'Upgrade: websocket\r\nConnection: Upgrade',
      'Expect: 100-continue',
      'Transfer-Encoding: chunked',
    ],
    ...[
      'Range: bytes=0-',
      'If-None-Match: *',
      'Accept-Encoding: gzip;q=0',
      'TE: trailers',
      'X-Nonce: x',
    ],
  ];

  const first = () => hostile.nodeIds[0] ?? '';
  const CHANGES: readonly ((path: string) => string)[] = [
    (path) => path,
    (path) => `/${path}`,
    (path) => `${path}/`,
    (path) => path.replaceAll('/', '//'),
    (path) => path.replace('/', '/./'),
    (path) => `/x/..${path}`,
    (path) => `/x/%2e%2e${path}`,
    (path) => path.replace('/', '/%2e/'),
    (path) => path.replaceAll('/', '%2f').replace('%2f', '/'),
    (path) => path.replaceAll('/', '\\').replace('\\', '/'),
    (path) => path.toUpperCase(),
    (path) => `${path}${path.includes('?') ? '&' : '?'}_rsc=abcde`,
    (path) => `${path}${path.includes('?') ? '&' : '?'}nxtPnodeId=${first()}&nxtInodeId=${first()}`,
    (path) => `${path}${path.includes('?') ? '&' : '?'}__nextDataReq=1&__nextLocale=en&amp=1`,
    (path) => `/_next/data/build${path.split('?')[0]}.json`,
    (path) => `${path.split('?')[0]}.rsc`,
    (path) => `${path.split('?')[0]}.segments/_tree.segment.rsc`,
    (path) => `${path.split('?')[0]}.txt`,
    (path) => `/en${path}`,
    (path) => `${path}%00`,
    (path) => `${path};x=y`,
    (path) => `${path}#x`,
    (path) => `http://127.0.0.1${path}`,
    (path) => `/(dashboard)${path}`,
    (path) => `/_next/image?url=${encodeURIComponent(path)}&w=640&q=75`,
  ];

  async function asSomebody(path: string): Promise<string> {
    const context = await browser.newContext({ storageState: session });
    const answer = await context.request.get(`${launched.url}${path}`);
    const text = await answer.text();
    await context.close();
    return text;
  }

  test(`gets nothing that is protected from ${MANY} mutated requests, and sends the server nowhere`, async () => {
    let trapped = 0;
    const trap = createServer((_, response) => {
      trapped += 1;
      response.end();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    const trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
    const luck = chance();
    const headers = headersFor(trapUrl);
    const paths = [
      ...PAGES(),
      `//${trapUrl.slice(7)}/`,
      `${trapUrl}/`,
      `/_next/image?url=${encodeURIComponent(trapUrl)}&w=64&q=75`,
    ];
    const { port, host } = new URL(launched.url);

    function request(): string {
      const method = luck.pick([
        'GET',
        'GET',
        'GET',
        'HEAD',
        'POST',
        'OPTIONS',
        'PUT',
        'PATCH',
        'TRACE',
      ]);
      const path = luck.pick(CHANGES)(luck.pick(paths));
      const extra = Array.from({ length: luck.below(4) }, () => `${luck.pick(headers)}\r\n`).join(
        '',
      );
      return `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${extra}\r\n`;
    }

    const leaks: string[] = [];
    async function worker(): Promise<void> {
      for (let done = 0; done < MANY / PARALLEL; done++) {
        const bytes = request();
        const answer = await rawRequest({ port: Number(port) }, bytes);
        const isLeak = answer.includes(CANARY) || answer.includes('"lastReportMs"');
        if (isLeak || /^location: *(https?:)?\/\/(?!127\.0\.0\.1:)/im.test(answer)) {
          leaks.push(`${bytes}\n${answer.slice(0, 500)}`);
        }
      }
    }
    expect(await asSomebody('/nodes'), 'whoever has signed in sees it').toContain(CANARY);
    expect(await asSomebody('/api/trpc/nodes.overview')).toContain(CANARY);
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    trap.close();
    expect(leaks).toEqual([]);
    expect(trapped, 'connections of the server to elsewhere').toBe(0);
    expect((await fetch(`${launched.url}/readyz`)).status).toBe(200);
  }, 900_000);
});
