import { describe, expect, test } from 'vitest';
import { hostingDrivers } from '@/agent/hosting/hosting-drivers';
import type { FactValue } from '@/common/domain/fact';
import { Missing } from '@/common/expression/values';
import hypervisor from '@/packs/linux/collectors/hypervisor';
import { dataFrom, hostWith, recordedHost } from '../../support/recorded-host';

/** Answers as the agent of that machine does, once its collector has run. */
async function driversOn(host: ReturnType<typeof recordedHost>) {
  const facts = await dataFrom<FactValue>(hypervisor, host);
  return hostingDrivers({ has: () => true, tree: () => ({ facts }) });
}

const NAMES = [
  'ec2',
  'azure',
  'hetzner',
  'kvm',
  'qemu',
  'hyperv',
  'docker-container',
  'physical',
  'on-premise',
];

describe('which hosting drivers are active', () => {
  test.each([
    ['rhel-7-bare', ['physical', 'on-premise']],
    ['debian-11-qemu', ['qemu', 'on-premise']],
    ['alpine-3.19-container', ['qemu', 'docker-container', 'on-premise']],
  ])('on the recorded machine %s', async (machine, active) => {
    const isActive = await driversOn(recordedHost(machine));
    expect(NAMES.filter(isActive)).toEqual(active);
  });

  test('at a hoster it is the hoster’s, with the hypervisor’s below it', async () => {
    const tag = '/sys/class/dmi/id/chassis_asset_tag';
    const azure = {
      '/sys/class/dmi/id/sys_vendor': 'Microsoft Corporation',
      '/sys/class/dmi/id/product_name': 'Virtual Machine',
      [tag]: '7783-7084-3265-9085-8269-3286-77',
    };
    const isActive = await driversOn(hostWith(azure));
    expect(NAMES.filter(isActive)).toEqual(['azure', 'hyperv']);
  });

  test('is missing, and not false, before anything was found', () => {
    const nothing = { tree: () => undefined };
    for (const has of [() => true, () => false]) {
      expect(hostingDrivers({ has, ...nothing })('ec2')).toBeInstanceOf(Missing);
    }
  });
});
