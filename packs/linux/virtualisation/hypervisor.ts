import type { Host } from '@/agent/collectors/host';

/**
 * On which hypervisor this machine runs, `none` on bare metal (the first domain of Xen is that too),
 * `unknown` when the processor says that there is one and nothing tells which.
 */
export function detectHypervisor(host: Host): string {
  if (isFirstXenDomain(host)) return 'none';
  const maker = hypervisorOfDmi(dmiOf(host));
  return (
    maker ??
    fromKernel(host) ??
    fromDeviceTree(host) ??
    fromClockSources(host) ??
    fromProcessor(host.tryText('/proc/cpuinfo') ?? '')
  );
}

interface Dmi {
  readonly vendor: string;
  readonly product: string;
  readonly board: string;
  readonly bios: string;
}

function dmiOf(host: Host): Dmi {
  const read = (name: string) => host.tryText(`/sys/class/dmi/id/${name}`)?.trim() ?? '';
  return {
    vendor: read('sys_vendor'),
    product: read('product_name'),
    board: read('board_vendor'),
    bios: read('bios_vendor'),
  };
}

/** Who made the machine, and which hypervisor that means. The first that fits wins. */
const MAKERS: readonly (readonly [RegExp, string])[] = [
  [/amazon ec2.*\.metal/i, 'none'],
  [/vmware/i, 'vmware'],
  [/virtualbox|innotek/i, 'virtualbox'],
  [/microsoft corporation.*virtual machine/i, 'hyper-v'],
  [/parallels/i, 'parallels'],
  [/bhyve/i, 'bhyve'],
  [/apple virtualization/i, 'apple'],
  [/\bxen\b|hvm domu/i, 'xen'],
  [
    /amazon ec2|google compute engine|digitalocean|hetzner.*vserver|openstack|alibaba cloud ecs/i,
    'kvm',
  ],
  [/kvm|rhev|ovirt|proxmox/i, 'kvm'],
];

/** QEMU is left open here: whether KVM drives it shows in the clock sources. */
export function hypervisorOfDmi({ vendor, product, board, bios }: Dmi): string | undefined {
  const text = [vendor, product, board, bios].join(' ');
  return MAKERS.find(([pattern]) => pattern.test(text))?.[1];
}

function isFirstXenDomain(host: Host): boolean {
  return host.tryText('/proc/xen/capabilities')?.includes('control_d') ?? false;
}

function fromKernel(host: Host): string | undefined {
  const type = host.tryText('/sys/hypervisor/type')?.trim();
  if (type !== undefined && type !== '') return type;
  if (host.exists('/proc/xen')) return 'xen';
  const control = /^VM00 Control Program:\s*(\S+)/m.exec(host.tryText('/proc/sysinfo') ?? '')?.[1];
  if (control !== undefined) return control.startsWith('KVM') ? 'kvm' : control.toLowerCase();
  return isFirecracker(host) ? 'firecracker' : undefined;
}

/** It has no DMI; its ACPI tables carry its mark, and newer ones a clock device of its maker. */
function isFirecracker(host: Host): boolean {
  if (host.exists('/sys/class/dmi/id')) return false;
  if (host.exists('/sys/bus/platform/devices/AMZNC10C:00')) return true;
  return host.tryText('/sys/firmware/acpi/tables/DSDT')?.slice(0, 64).includes('FIRECK') ?? false;
}

/** ARM and POWER describe their hypervisor in the device tree. */
function fromDeviceTree(host: Host): string | undefined {
  const compatible = host.tryText('/proc/device-tree/hypervisor/compatible') ?? '';
  if (compatible.includes('kvm')) return 'kvm';
  if (compatible.includes('xen')) return 'xen';
  if (compatible.includes('vmware')) return 'vmware';
  if (host.exists('/proc/device-tree/ibm,partition-name')) return 'powervm';
  const machine = host.tryText('/proc/device-tree/compatible') ?? '';
  return machine.includes('dummy-virt') ? 'qemu' : undefined;
}

/** Guests take their time from the hypervisor, and name the clock after it. */
function fromClockSources(host: Host): string | undefined {
  const path = '/sys/devices/system/clocksource/clocksource0/available_clocksource';
  const clocks = host.tryText(path) ?? '';
  if (clocks.includes('kvm-clock')) return 'kvm';
  if (clocks.includes('hyperv')) return 'hyper-v';
  if (clocks.includes('xen')) return 'xen';
  return dmiOf(host).vendor === 'QEMU' ? 'qemu' : undefined;
}

/** @param cpuinfo the text of `/proc/cpuinfo` */
export function fromProcessor(cpuinfo: string): string {
  if (/^vendor_id\s*:\s*User Mode Linux/m.test(cpuinfo)) return 'uml';
  return /^flags\s*:.*\bhypervisor\b/m.test(cpuinfo) ? 'unknown' : 'none';
}
