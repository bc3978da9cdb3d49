import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openIdentity } from '@/agent/uplink/identity';
import type { SessionProof } from '@/common/protocol/session';
import { PROTOCOL, PROTOCOL_MIN } from '@/common/protocol/version';
import { admin, startTestServer, type TestServer, viewer } from '../../support/test-server';
import { seriesOf, startTestAgent, TestAgent } from './test-agent';

let server: TestServer;
let agent: TestAgent;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  agent = new TestAgent(server, 'box');
});
afterEach(() => agent[Symbol.asyncDispose]());

async function refusal(): Promise<string> {
  await agent.until('the agent is refused', () => agent.uplink.status().state === 'refused');
  return agent.uplink.status().reason;
}

test('a node is called what its agent says, until a person names it', async () => {
  const { nodeId } = agent;
  const run = async (name: string | undefined) => {
    agent.start(name === undefined ? {} : { name });
    await agent.until('it is connected', () => agent.uplink.status().state === 'connected');
    const node = await server.as(viewer).nodes.find({ nodeId });
    await agent.uplink.stop();
    return [node.name, node.hostname];
  };
  const edit = (displayName: string) =>
    server.as(admin).nodes.edit({ nodeId, displayName, groups: ['web'], collectorIntervalsMs: {} });

  await agent.enrol(server);
  expect(await run('front door')).toEqual(['front door', 'box']);
  expect((await edit('')).name).toBe('front door');
  expect((await edit('Ada’s box')).name).toBe('Ada’s box');
  expect(await run('front door')).toEqual(['Ada’s box', 'box']);
  expect((await edit('')).name).toBe('box');
  expect(await run('back door')).toEqual(['back door', 'box']);
  expect(await run(undefined)).toEqual(['box', 'box']);
});

describe('an agent is refused', () => {
  test('while nobody enrolled its key, in a sentence, and let in when somebody did', async () => {
    agent.start();
    agent.event('before');
    expect(await refusal()).toBe(
      `This server does not know the node ${agent.nodeId}: let it in with "opsbro agent join" and a join string.`,
    );
    await agent.enrol(server);
    await agent.deliver();
    expect(agent.uplink.status()).toMatchObject({ state: 'connected', reason: '' });
    const entries = await server.as(viewer).timeline.list({ nodeId: agent.nodeId });
    expect(entries.map(({ text }) => text)).toContain('before');
  });

  test('when its signature is by another key', async () => {
    await agent.enrol(server);
    const directory = mkdtempSync(join(tmpdir(), 'opsbro-other-'));
    const { sign } = openIdentity(directory);
    agent.start({ identity: { ...agent.identity, sign } });
    expect(await refusal()).toBe('The signature does not match the key.');
    rmSync(directory, { recursive: true });
    const node = await server.as(viewer).nodes.find({ nodeId: agent.nodeId });
    expect(node.agentVersion).toBe('');
  });

  test('when it speaks another protocol, with what to install', async () => {
    await agent.enrol(server);
    agent.tamper = (link) => ({ open: (proof) => link.open({ ...proof, protocol: 99 }) });
    agent.start();
    expect(await refusal()).toBe(
      `This server speaks protocol ${PROTOCOL_MIN} to ${PROTOCOL}, the agent 99: install the agent that comes with the server.`,
    );
  });

  test('when it asks for anything before it has proven who it is', async () => {
    await agent.enrol(server);
    agent.tamper = (link) => ({
      open: async () => {
        await link.announce({ epoch: agent.epochOf(1), series: [] });
        throw new Error('was let in');
      },
    });
    agent.start();
    expect(await refusal()).toBe('Open a session first: sign the challenge and call "open".');
  });

  test('a proof of one connection is none on another', async () => {
    await agent.enrol(server);
    let first: SessionProof | undefined;
    agent.tamper = (link) => ({
      open(proof) {
        first ??= proof;
        return link.open(first);
      },
    });
    agent.start();
    await agent.until('the agent is connected', () => agent.uplink.status().state === 'connected');
    agent.cut();
    expect(await refusal()).toBe('The signature does not match the key.');
  });
});

test('a report with a slot that was never announced is refused for good and holds up no other', async () => {
  await agent.enrol(server);
  let isForgetful = true;
  agent.tamper = (link) => ({
    announce: async (announcement) => {
      if (!isForgetful) await link.announce(announcement);
    },
  });
  await agent.startConnected();
  agent.sample(seriesOf('test.lost'), 1);
  await agent.deliver();
  const lines = agent.log.lines.filter(({ message }) => message === 'report not taken');
  expect(lines[0]?.fields).toMatchObject({
    kind: 'refused',
    reason: 'Slot 0 was never announced.',
  });
  isForgetful = false;
  agent.cut();
  await agent.until('the agent is back', () => agent.uplink.status().state === 'connected');
  agent.sample(seriesOf('test.lost'), 2);
  await agent.deliver();
  const rows = await server.as(viewer).metrics.rows({ nodeId: agent.nodeId });
  expect(rows).toMatchObject([{ metric: 'test.lost', lastValue: 2 }]);
});

describe('what people want of a node', () => {
  const wanted = {
    displayName: 'Front door',
    groups: ['web', 'prod'],
    collectorIntervalsMs: { disk: 60_000 },
  };

  test('reaches the agent at once, and the page hears what the agent runs', async () => {
    await using other = await startTestAgent(server, 'wanted');
    const edited = await server.as(admin).nodes.edit({ nodeId: other.nodeId, ...wanted });
    expect(edited).toMatchObject({ desiredRevision: 1, appliedRevision: 0 });
    await other.until('it is applied', () => other.uplink.desired.revision === 1);
    expect(other.uplink.desired).toEqual({ ...wanted, groups: ['prod', 'web'], revision: 1 });
    await other.deliver();
    const node = await server.as(viewer).nodes.find({ nodeId: other.nodeId });
    expect(node).toMatchObject({ name: 'Front door', desiredRevision: 1, appliedRevision: 1 });
  });

  test('waits for an agent that is not there', async () => {
    await agent.enrol(server);
    await server.as(admin).nodes.edit({ nodeId: agent.nodeId, ...wanted });
    await server.as(admin).nodes.edit({ nodeId: agent.nodeId, ...wanted, groups: [] });
    await agent.startConnected();
    await agent.until('it is applied', () => agent.uplink.desired.revision === 2);
    expect(agent.uplink.desired.groups).toEqual([]);
  });

  test('keeps the display name when the agent says another host name', async () => {
    await agent.enrol(server);
    const nodeId = agent.nodeId;
    await server.as(admin).nodes.edit({ nodeId, ...wanted });
    await agent.startConnected();
    const node = await server.as(viewer).nodes.find({ nodeId });
    expect(node).toMatchObject({ name: 'Front door', hostname: 'box' });
    const plain = { ...wanted, displayName: '' };
    expect(await server.as(admin).nodes.edit({ nodeId, ...plain })).toMatchObject({ name: 'box' });
  });
});
