import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { agentPublicKey } from '../agent-process.mjs';
import { prepareDemoAgent, startDemoAgent } from './demo-agent.mjs';
import { playIncidents } from './demo-incidents.mjs';
import { demoNames } from './demo-names.mjs';

const SEEDS = 3;
const KEYS_AT_ONCE = 4;
const STARTS_APART_MS = 150;

/**
 * @typedef {object} DemoFleetOptions
 * @property {number} demo how many
 * @property {string} data of the launcher
 * @property {string} server
 * @property {string} serverKey
 * @property {readonly string[]} flags
 * @property {(publicKey: string, hostname: string) => Promise<void>} enrol
 * @property {(detail: string) => void} say how far it is
 * @property {(words: string) => void} tell what happens later on
 */

/**
 * Starts agents on this machine, enrolled as its own one is, with real gossip on loopback; then lets
 * things happen to them.
 * @param {DemoFleetOptions} options
 */
export async function startDemoFleet({ demo: count, data, enrol, say, tell, ...link }) {
  const members = demoNames(count).map((called) => ({
    called,
    directory: join(data, 'demo', called.name),
  }));
  for (let at = 0; at < members.length; at += KEYS_AT_ONCE) {
    say(`${at} of ${count} keys`);
    const some = members.slice(at, at + KEYS_AT_ONCE);
    for (const { directory } of some) prepareDemoAgent(directory);
    const keys = await Promise.all(some.map(({ directory }) => agentPublicKey(directory)));
    for (const [index, key] of keys.entries()) await enrol(key, some[index]?.called.name ?? '');
  }
  const ports = await freePorts(count);
  const agents = [];
  for (const [index, { called, directory }] of members.entries()) {
    say(`${index} of ${count} started`);
    const seeds = members
      .flatMap((other, place) => (other.called.zone === called.zone ? [ports[place] ?? 0] : []))
      .filter((port) => port !== ports[index])
      .slice(0, SEEDS);
    const port = ports[index] ?? 0;
    const { server, serverKey, flags } = link;
    agents.push(startDemoAgent({ called, directory, port, seeds, server, serverKey, flags }));
    await new Promise((resolve) => setTimeout(resolve, STARTS_APART_MS));
  }
  say(`${count} agents`);
  const cancel = playIncidents(agents, { tell, after });
  return {
    rssBytes: () => agents.reduce((sum, agent) => sum + agent.rssBytes(), 0),
    async stop() {
      cancel();
      await Promise.all(agents.map((agent) => agent.stop()));
    },
  };
}

/** @param {number} delayMs @param {() => void} act */
function after(delayMs, act) {
  const timer = setTimeout(act, delayMs);
  return () => clearTimeout(timer);
}

/**
 * Ports that nobody listens on just now.
 * @param {number} count
 * @returns {Promise<number[]>}
 */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
