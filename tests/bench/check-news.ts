/**
 * How long it takes until a page that is open shows what happened to a check: from the moment in
 * which the agent of a machine is told a result to the word in the table, in Chromium.
 *
 *     npm run bench -- check-news [changes]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { socketPath } from '@/agent/local-api/socket-path';
import { openBrowser } from '../e2e/support/browser';
import { makeFirstAccount } from '../e2e/support/dashboard';
import { launch } from '../e2e/support/launched';
import { visit } from '../e2e/support/visitor';

const CHECK = 'own.told';
const WAIT_MS = 60_000;

async function main(): Promise<void> {
  const changes = Number(process.argv[2] ?? 40);
  const [launched, browser] = await Promise.all([launch(), openBrowser()]);
  try {
    const agentData = join(launched.data, 'agent');
    writePack(join(agentData, 'packs/local/own'));
    const { session } = await makeFirstAccount(browser, launched);
    const { page } = await visit({ browser, launched, session }, '/checks?state=any');
    const row = page.getByRole('row').filter({ hasText: CHECK });
    await row.waitFor({ timeout: WAIT_MS });
    const tookMs: number[] = [];
    for (let at = 0; at <= changes; at += 1) {
      const [state, word] = at % 2 === 0 ? ['critical', 'Critical'] : ['ok', 'OK'];
      const shown = row.getByText(word ?? '', { exact: true }).waitFor({ timeout: WAIT_MS });
      const toldMs = performance.now();
      await tell(socketPath(agentData), state ?? '');
      await shown;
      // The first one finds everything cold.
      if (at > 0) tookMs.push(performance.now() - toldMs);
      await page.waitForTimeout(700 + 61 * (at % 11));
    }
    tookMs.sort((a, b) => a - b);
    const at = (share: number) => Math.round(tookMs[Math.floor(share * (tookMs.length - 1))] ?? 0);
    console.info(
      `${tookMs.length} changes, from the agent's ear to the page: p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} ms; load ${loadavg()[0]?.toFixed(1)}`,
    );
  } finally {
    await browser.close();
    await launched[Symbol.asyncDispose]();
  }
}

function writePack(directory: string): void {
  mkdirSync(join(directory, 'checks'), { recursive: true });
  writeFileSync(join(directory, 'pack.yaml'), 'name: own\nversion: 1.0.0\nsummary: Ours\n');
  writeFileSync(join(directory, 'checks/told.yaml'), 'summary: Told\npassive: true\nattempts: 1\n');
}

function tell(path: string, state: string): Promise<void> {
  const body = JSON.stringify({ state, output: `told to be ${state}` });
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  return new Promise((resolve, reject) => {
    request(
      { socketPath: path, path: `/v1/checks/${CHECK}/result`, method: 'POST', headers },
      (answer) => {
        answer.resume();
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`the agent answered ${answer.statusCode}`));
      },
    )
      .on('error', reject)
      .end(body);
  });
}

await main();
