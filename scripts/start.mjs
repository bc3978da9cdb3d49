// npm start: sets up what is missing, then runs the server and an agent for this machine.
// Depends on nothing but Node, because on a fresh machine there is nothing else.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { agentPublicKey, keepAgent, stopProcess } from './lib/agent-process.mjs';
import { startDemoFleet } from './lib/demo/demo-fleet.mjs';
import { launchOptions, USAGE } from './lib/launch-options.mjs';
import { startServerProcess } from './lib/server-process.mjs';
import { checkNode, projectVersion, root, setUp } from './lib/set-up.mjs';
import { quietStages, run, stage } from './lib/stages.mjs';

run(async () => {
  checkNode();
  const options = launchOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(USAGE);
  process.stdout.write(`\nOpsBro ${projectVersion()}\n\n`);
  await setUp();

  const agentDirectory = join(options.data, 'agent');
  let step = 'starting';
  const server = startServerProcess(options, (next) => {
    step = next;
  });
  /** @type {ReturnType<typeof keepAgent> | undefined} */
  let agent;
  /** @type {Awaited<ReturnType<typeof startDemoFleet>> | undefined} */
  let demo;
  stopOnSignal(async () => {
    await Promise.all([agent?.stop(), demo?.stop()]);
    await stopProcess(server.child);
  });

  const url = await stage('listening', async (say) => {
    const address = await server.listening;
    say(address);
    return address;
  });
  const publicKey = agentPublicKey(agentDirectory);
  publicKey.catch(() => {});
  const { setUpLink, agentUrl, serverKey, ownCertificate } = await stage(
    'database',
    async (say) => {
      const shown = setInterval(() => say(step), 100);
      const told = await server.ready.finally(() => clearInterval(shown));
      say('');
      return told;
    },
  );
  await stage('agent', async (say) => {
    await server.enrol(await publicKey, hostname());
    agent = keepAgent({
      directory: agentDirectory,
      name: options.name,
      server: agentUrl,
      serverKey,
      flags: JSON.parse(readFileSync(join(root, 'agent/v8-flags.json'), 'utf8')),
      onEnd: (reason) => process.stderr.write(`\nThe agent ended: ${reason}.\n`),
    });
    say(options.name || hostname());
  });
  const flags = JSON.parse(readFileSync(join(root, 'agent/v8-flags.json'), 'utf8'));
  if (options.demo > 0) {
    const link = { server: agentUrl, serverKey, flags, enrol: server.enrol };
    demo = await stage('demonstration', (say) =>
      startDemoFleet({ ...options, ...link, say, tell }),
    );
  }

  tellWhere({ url, setUpLink, ownCertificate });
  if (demo !== undefined) tellDemo(options.demo, demo.rssBytes());
  process.stdout.write('  Stop        Ctrl-C\n\n');
  if (options.open) openBrowser(setUpLink ?? url);

  server.child.on('exit', (code, signal) => {
    if (stopping) return;
    const log = join(options.data, 'server/log/server.log');
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    process.stderr.write(`\nThe server ended ${how}; its log is ${log}. Start again: npm start.\n`);
    void agent?.stop().then(() => process.exit(1));
  });
});

/** @param {{ url: string, setUpLink: string | undefined, ownCertificate: string | undefined }} place */
function tellWhere({ url, setUpLink, ownCertificate }) {
  process.stdout.write(`\n  Dashboard   ${url}\n`);
  if (setUpLink !== undefined) {
    process.stdout.write(
      `  First visit ${setUpLink}\n              makes your account; works once, within the hour\n`,
    );
  }
  if (ownCertificate !== undefined) {
    process.stdout.write(
      `  Certificate its own, so browsers warn of it. Its SHA-256 fingerprint:\n              ${ownCertificate}\n`,
    );
  }
}

/** @param {number} count @param {number} rssBytes */
function tellDemo(count, rssBytes) {
  const megabytes = Math.round(rssBytes / 1_000_000);
  process.stdout.write(
    `  Demo        ${count} agents of this machine play a fleet; they have ${megabytes} MB.\n              One a minute is killed, stands still, leaves, or fails a check.\n`,
  );
}

/** @param {string} words what happens in the demonstration */
function tell(words) {
  process.stdout.write(`  demo        ${words}\n`);
}

let stopping = false;

/**
 * Ctrl-C and SIGTERM stop everything in order; a second one does not wait.
 * @param {() => Promise<void>} stop
 */
function stopOnSignal(stop) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      quietStages();
      const startedMs = performance.now();
      void stop().then(() => {
        const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
        process.stdout.write(`\n  Stopped cleanly in ${seconds} s.\n`);
        process.exit(0);
      });
    });
  }
}

/** @param {string} url */
function openBrowser(url) {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => process.stderr.write(`${program} is not there to open a browser.\n`));
  child.unref();
}
