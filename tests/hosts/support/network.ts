import { must, run } from './run';

/**
 * A bridge of this machine with hosts on it that have a route to it and to one another and to
 * nothing else in the world.
 */
export interface Network extends AsyncDisposable {
  /** Of the bridge: where the server listens. */
  readonly address: string;
  /** @returns the network namespace of another host, as `ip netns` knows it, and its address */
  addHost(): Promise<{ readonly namespace: string; readonly address: string }>;
}

/** @param id of one to three digits, so that networks do not meet */
export async function openNetwork(id: number): Promise<Network> {
  const bridge = `obh${id}`;
  const prefix = `10.231.${id}`;
  const namespaces: string[] = [];
  await run('ip', ['link', 'delete', bridge]);
  await must('ip', 'link', 'add', bridge, 'type', 'bridge');
  await must('ip', 'address', 'add', `${prefix}.1/24`, 'dev', bridge);
  await must('ip', 'link', 'set', bridge, 'up');
  return {
    address: `${prefix}.1`,
    async addHost() {
      const number = 10 + namespaces.length;
      const namespace = `obh${id}-${number}`;
      const inside = ['-n', namespace] as const;
      await run('ip', ['netns', 'delete', namespace]);
      await must('ip', 'netns', 'add', namespace);
      namespaces.push(namespace);
      const peer = ['type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace];
      await must('ip', 'link', 'add', namespace, ...peer);
      await must('ip', 'link', 'set', namespace, 'master', bridge, 'up');
      await must('ip', ...inside, 'address', 'add', `${prefix}.${number}/24`, 'dev', 'eth0');
      await must('ip', ...inside, 'link', 'set', 'eth0', 'up');
      await must('ip', ...inside, 'link', 'set', 'lo', 'up');
      return { namespace, address: `${prefix}.${number}` };
    },
    async [Symbol.asyncDispose]() {
      for (const namespace of namespaces) await run('ip', ['netns', 'delete', namespace]);
      await run('ip', ['link', 'delete', bridge]);
    },
  };
}
