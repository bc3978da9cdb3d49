import type { Host } from '@/agent/collectors/host';

/** Azure's mark; it stands for the words MSFT AZURE VM, as cloud-init looks for it. */
const AZURE_TAG = '7783-7084-3265-9085-8269-3286-77';

type Field = 'sys_vendor' | 'product_name' | 'chassis_asset_tag' | 'board_vendor';

/**
 * What the firmware of a hoster's machines says, as cloud-init's ds-identify and the hosters' own
 * manuals have it. The first that fits wins: what is built on OpenStack comes before OpenStack.
 */
const MARKS: readonly (readonly [Field, RegExp, string])[] = [
  ['sys_vendor', /^Amazon EC2$/, 'ec2'],
  ['product_name', /^Google Compute Engine$/, 'google-cloud'],
  ['chassis_asset_tag', new RegExp(`^${AZURE_TAG}$`), 'azure'],
  ['chassis_asset_tag', /^OracleCloud\.com$/, 'oracle-cloud'],
  ['sys_vendor', /^Alibaba Cloud$/, 'alibaba'],
  ['product_name', /^Alibaba Cloud ECS$/, 'alibaba'],
  ['sys_vendor', /^DigitalOcean$/, 'digitalocean'],
  ['sys_vendor', /^Hetzner$/, 'hetzner'],
  ['sys_vendor', /^Scaleway$/, 'scaleway'],
  ['sys_vendor', /^(?:Linode|Akamai)$/, 'linode'],
  ['sys_vendor', /^Vultr$/, 'vultr'],
  ['sys_vendor', /^UpCloud$/, 'upcloud'],
  ['product_name', /^Exoscale\b/, 'exoscale'],
  ['sys_vendor', /\bOVH/i, 'ovh'],
  ['board_vendor', /\bOVH/i, 'ovh'],
  ['product_name', /^OpenStack (?:Nova|Compute)$/, 'openstack'],
];

/**
 * Whose machine this is, by what it tells of itself and without asking anybody: `ec2`, `azure`,
 * `hetzner`; `none` for one that bears no hoster's mark.
 */
export function detectHosting(host: Host): string {
  for (const [field, mark, hosting] of MARKS) {
    if (mark.test(host.tryText(`/sys/class/dmi/id/${field}`)?.trim() ?? '')) return hosting;
  }
  // The older machines of EC2, on Xen: their ids begin so.
  if (/^ec2/i.test(host.tryText('/sys/hypervisor/uuid') ?? '')) return 'ec2';
  if (host.exists('/etc/scw-release')) return 'scaleway';
  return host.exists('/etc/synoinfo.conf') ? 'synology' : 'none';
}
