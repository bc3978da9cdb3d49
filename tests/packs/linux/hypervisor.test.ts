import { describe, expect, test } from 'vitest';
import hypervisor from '@/packs/linux/collectors/hypervisor';
import { containerOfCgroups, parseContainerVariable } from '@/packs/linux/virtualisation/container';
import { fromProcessor, hypervisorOfDmi } from '@/packs/linux/virtualisation/hypervisor';
import { collectFrom, dataFrom, hostWith, recordedHost } from '../../support/recorded-host';

const CLOCKS = '/sys/devices/system/clocksource/clocksource0/available_clocksource';

const DMI = '/sys/class/dmi/id';

function dmi(vendor: string, product: string) {
  return { '/sys/class/dmi/id/sys_vendor': vendor, '/sys/class/dmi/id/product_name': product };
}

describe('hypervisor', () => {
  test('a recorded machine of metal is not virtual', async () => {
    expect(await dataFrom(hypervisor, recordedHost('rhel-7-bare'))).toEqual({
      hypervisor: 'none',
      container: 'none',
      hosting: 'none',
      virtual: false,
    });
  });

  test.each([
    ['debian-12-vm', 'firecracker', 'none'],
    ['debian-12-nspawn', 'firecracker', 'systemd-nspawn'],
    ['debian-11-qemu', 'qemu', 'none'],
    ['debian-13-qemu', 'qemu', 'none'],
    ['alpine-3.19-container', 'qemu', 'docker'],
    ['ubuntu-24-bare', 'none', 'none'],
  ])('the recorded machine %s is on %s in %s', async (name, on, container) => {
    const data = await dataFrom<object>(hypervisor, recordedHost(name));
    expect(data).toMatchObject({ hypervisor: on, container });
  });

  test.each([
    ['vmware', dmi('VMware, Inc.', 'VMware Virtual Platform')],
    ['hyper-v', dmi('Microsoft Corporation', 'Virtual Machine')],
    ['virtualbox', dmi('innotek GmbH', 'VirtualBox')],
    ['kvm', { ...dmi('QEMU', 'Standard PC (Q35 + ICH9, 2009)'), [CLOCKS]: 'tsc kvm-clock\n' }],
    ['qemu', { ...dmi('QEMU', 'Standard PC (Q35 + ICH9, 2009)'), [CLOCKS]: 'tsc hpet\n' }],
    ['kvm', dmi('Amazon EC2', 'm5.large')],
    ['none', dmi('Amazon EC2', 'm5.metal')],
    ['xen', { '/sys/hypervisor/type': 'xen\n' }],
    ['none', { '/sys/hypervisor/type': 'xen\n', '/proc/xen/capabilities': 'control_d\n' }],
    ['firecracker', { '/sys/bus/platform/devices/AMZNC10C:00': '', [CLOCKS]: 'kvm-clock' }],
    ['firecracker', { '/sys/firmware/acpi/tables/DSDT': 'DSDTS....wFIRECKFCVMDSDT' }],
    [
      'kvm',
      { '/sys/firmware/acpi/tables/DSDT': 'DSDT......BOCHS BXPCDSDT', [CLOCKS]: 'kvm-clock' },
    ],
    ['kvm', { '/proc/device-tree/hypervisor/compatible': 'linux,kvm\0' }],
    ['powervm', { '/proc/device-tree/ibm,partition-name': 'lpar1\0' }],
    ['z/vm', { '/proc/sysinfo': 'VM00 Control Program: z/VM    7.2.0\n' }],
    ['unknown', { '/proc/cpuinfo': 'flags\t\t: fpu hypervisor lahf_lm\n' }],
    ['uml', { '/proc/cpuinfo': 'vendor_id\t: User Mode Linux\n' }],
    ['none', { '/proc/cpuinfo': 'flags\t\t: fpu vme\n' }],
    ['none', {}],
  ])('finds %s', async (name, files) => {
    expect(await dataFrom(hypervisor, hostWith(files))).toMatchObject({ hypervisor: name });
  });

  test.each([
    ['docker', { '/.dockerenv': '' }],
    ['podman', { '/run/.containerenv': '' }],
    ['lxc', { '/run/systemd/container': 'lxc\n' }],
    ['lxc', { '/proc/1/environ': 'PATH=/bin\0container=lxc\0' }],
    [
      'kubernetes',
      { '/var/run/secrets/kubernetes.io/serviceaccount/token': '', '/.dockerenv': '' },
    ],
    ['openvz', { '/proc/vz': '' }],
    ['wsl', { '/proc/sys/kernel/osrelease': '5.15.90.1-microsoft-standard-WSL2\n' }],
    ['docker', { '/proc/1/cgroup': '4:memory:/docker/0123456789ab\n' }],
    ['none', { '/proc/1/cgroup': '0::/init.scope\n' }],
  ])('finds a container of %s', async (name, files) => {
    expect(await dataFrom(hypervisor, hostWith(files))).toMatchObject({ container: name });
  });

  test.each([
    ['ec2', { [`${DMI}/sys_vendor`]: 'Amazon EC2\n' }],
    ['ec2', { '/sys/hypervisor/uuid': 'ec2a1b2c-0000-0000-0000-000000000000\n' }],
    ['google-cloud', { [`${DMI}/product_name`]: 'Google Compute Engine\n' }],
    ['azure', { [`${DMI}/chassis_asset_tag`]: '7783-7084-3265-9085-8269-3286-77\n' }],
    ['none', dmi('Microsoft Corporation', 'Virtual Machine')],
    ['ovh', { ...dmi('OVHcloud', 'OpenStack Nova') }],
    ['openstack', dmi('OpenStack Foundation', 'OpenStack Nova')],
    ['scaleway', { '/etc/scw-release': '' }],
    ['digitalocean', dmi('DigitalOcean', 'Droplet')],
    ['hetzner', dmi('Hetzner', 'vServer')],
    ['oracle-cloud', { [`${DMI}/chassis_asset_tag`]: 'OracleCloud.com\n' }],
    ['none', dmi('Hetzner Lookalike', 'vServer')],
    ['none', {}],
  ])('finds the hoster %s', async (name, files) => {
    expect(await dataFrom(hypervisor, hostWith(files))).toMatchObject({ hosting: name });
  });

  test.each(['debian-12-vm', 'debian-11-qemu', 'alpine-3.19-container', 'rhel-7-bare'])(
    'the recorded machine %s bears no hoster’s mark',
    async (name) => {
      expect(await dataFrom(hypervisor, recordedHost(name))).toMatchObject({ hosting: 'none' });
    },
  );

  test('a machine made from the files of a container is none', async () => {
    const host = hostWith({
      '/.dockerenv': '',
      '/proc/2/comm': 'kthreadd\n',
      '/proc/self/mountinfo': '27 1 254:0 / / rw - ext4 /dev/vda rw\n',
    });
    expect(await dataFrom(hypervisor, host)).toMatchObject({ container: 'none' });
  });

  test('is not eligible where there is no Linux', async () => {
    const outcome = await collectFrom(hypervisor, hostWith({}, { platform: 'darwin' }));
    expect(outcome).toMatchObject({ kind: 'not-eligible' });
  });
});

describe('what the parsers make of nonsense', () => {
  test('is nothing', () => {
    expect(parseContainerVariable('xcontainer=lxc\0')).toBeUndefined();
    expect(containerOfCgroups('garbage\n')).toBeUndefined();
    expect(hypervisorOfDmi({ vendor: '', product: '', board: '', bios: '' })).toBeUndefined();
    expect(fromProcessor('')).toBe('none');
  });
});
