import { describe, expect, test } from 'vitest';
import { compileDetector, judgeDetector } from '@/agent/detection/compiled-detector';
import { evaluateDetector } from '@/agent/detection/evaluate-detector';
import { createLanguage } from '@/agent/expression/evaluator';
import { createMachineFacts } from '@/agent/expression/machine-facts';
import { loadPackTree } from '@/agent/packs/pack-loader';
import { PackMemory } from '@/agent/packs/pack-memory';
import type { Json } from '@/common/json';
import hypervisor from '@/packs/linux/collectors/hypervisor';
import dmidecode from '@/packs/system/collectors/dmidecode';
import system from '@/packs/system/collectors/system';
import { surroundings } from '../agent/checks/check-file';
import { collectFrom, hostWith, recordedHost } from '../support/recorded-host';

const language = createLanguage();
const tree = loadPackTree({
  places: [{ level: 'core', path: 'packs' }],
  memory: new PackMemory(),
  judges: { detectors: judgeDetector(language) },
});
const SHIPPED = ['system', 'linux'];
const detectors = tree.packs
  .filter(({ name }) => SHIPPED.includes(name))
  .flatMap(({ files }) => files.detectors.map((file) => compileDetector(file, language)));

const noCluster = {
  staticGroups: () => [],
  groups: () => [],
  zone: () => '',
  countNodes: () => 0,
  hasEvent: () => false,
  complianceState: () => '',
  isHostingDriverActive: () => false,
};

/** The groups that the detectors of these two packs find on a machine, by source. */
async function groupsOn(host: ReturnType<typeof recordedHost>) {
  const data: Record<string, Json> = {};
  for (const collector of [system, dmidecode, hypervisor]) {
    const outcome = await collectFrom(collector, host);
    if (outcome.kind === 'data') data[collector.name] = JSON.parse(JSON.stringify(outcome.data));
  }
  const around = {
    ...surroundings(() => data)(),
    host: createMachineFacts({ cluster: noCluster, environment: {}, root: '/nonexistent' }),
  };
  const found: Record<'detected' | 'hosting', string[]> = { detected: [], hosting: [] };
  for (const detector of detectors) {
    const { gives, reason, state } = await evaluateDetector(detector, around);
    expect(state, `${detector.id}: ${reason}`).not.toBe('error');
    if (state === 'matched') expect(reason, detector.id).toBe('');
    found[detector.definition.source].push(...gives);
  }
  return { detected: found.detected.sort(), hosting: found.hosting.sort() };
}

test('the detectors of the packs system and linux are without faults', () => {
  expect(tree.faults).toEqual([]);
  expect(detectors.length).toBeGreaterThan(12);
});

describe('what detectors find on recorded machines', () => {
  test.each([
    ['debian-11-qemu', ['debian', 'debian::11', 'linux', 'qemu', 'virtual-machine']],
    ['rhel-7-bare', ['linux', 'physical', 'rhel', 'rhel::7', 'rhel::7.0']],
    ['ubuntu-24-bare', ['linux', 'physical', 'ubuntu', 'ubuntu::24', 'ubuntu::24.04']],
    [
      'debian-12-nspawn',
      ['container', 'debian', 'debian::12', 'firecracker', 'linux', 'systemd-nspawn'],
    ],
    [
      'alpine-3.19-container',
      ['alpine', 'alpine::3', 'alpine::3.19.1', 'container', 'docker-container', 'linux', 'qemu'],
    ],
  ])('%s', async (machine, groups) => {
    const { detected, hosting } = await groupsOn(recordedHost(machine));
    expect(detected).toEqual(groups);
    expect(hosting).toEqual([]);
  });

  test.each([
    [
      { sys_vendor: 'Amazon EC2', product_name: 't3.micro' },
      ['aws', 'ec2'],
      ['kvm', 'virtual-machine'],
    ],
    [
      { sys_vendor: 'Google', product_name: 'Google Compute Engine' },
      ['google-cloud'],
      ['kvm', 'virtual-machine'],
    ],
    [
      {
        sys_vendor: 'Microsoft Corporation',
        product_name: 'Virtual Machine',
        chassis_asset_tag: '7783-7084-3265-9085-8269-3286-77',
      },
      ['azure'],
      ['hyperv', 'virtual-machine'],
    ],
    [{ sys_vendor: 'Hetzner', product_name: 'vServer' }, ['hetzner'], ['kvm', 'virtual-machine']],
    [{ sys_vendor: 'VMware, Inc.', product_name: 'VMware7,1' }, [], ['virtual-machine', 'vmware']],
  ])('%j is a machine of %j', async (dmi, hosting, detected) => {
    const files = Object.entries(dmi).map(([name, text]) => [`/sys/class/dmi/id/${name}`, text]);
    const found = await groupsOn(hostWith(Object.fromEntries(files)));
    expect(found.hosting).toEqual(hosting);
    expect(found.detected).toEqual(['linux', ...detected].sort());
  });

  test('a container of Docker is one, and no machine', async () => {
    const { detected } = await groupsOn(hostWith({ '/.dockerenv': '' }));
    expect(detected).toEqual(['container', 'docker-container', 'linux']);
  });
});
