import type { Host } from '../collectors/host';

/** What tells one machine, and one boot of it, from another; empty where there is no such thing. */
export interface MachineIds {
  /** See machine-id(5). */
  readonly machineId: string;
  /** See random(4). */
  readonly bootId: string;
}

const LENGTH_MAX = 64;

export function machineIds(host: Host): MachineIds {
  return {
    machineId: firstLine(host.tryText('/etc/machine-id')),
    bootId: firstLine(host.tryText('/proc/sys/kernel/random/boot_id')),
  };
}

export function firstLine(text: string | undefined): string {
  return (text?.trim().split('\n', 1)[0] ?? '').slice(0, LENGTH_MAX);
}
