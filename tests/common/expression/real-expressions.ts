import type { Json } from '@/common/json';

/** What a machine's collectors and a pack's parameters say; no agent, so the machine is not asked. */
export const REAL_DATA: Readonly<Record<string, Json>> = {
  collector: {
    cpustats: { cpu_all: { '%idle': 12.5 } },
    diskusage: { '/': { pct_used: 91 }, '/var/log': { pct_used: 20 } },
    loadaverage: { load1: 3.7 },
    system: { cpu_count: 4, os: { linux: { major_version: 6 } } },
    memory: { phys_used: 50 },
    hypervisor: { hypervisor: 'KVMKVMKVM' },
    geoloc: { country: 'FR' },
    redis: { used_memory_rss: 512, total_system_memory: 1_024 },
    kernelstats: { 'ctxt/s': 1_200 },
    mongodb: { dbstats: { app: { datasize: 10 }, log: { datasize: 30 } } },
    windows: { muilanguages: ['fr-FR', 'en-US'] },
  },
  parameters: { cpu_critical: 85, diskuse_critical: 90 },
  variables: { cpu_used: 87.5, is_debian: true },
  configuration: { zone: 'paris' },
};

const NO_AGENT = (name: string) => ({
  is: 'missing',
  reason: `${name} asks a machine, and there is no agent here`,
});

/** From the packs of the original, and the forms that its users asked for. */
export const REAL_EXPRESSIONS: readonly (readonly [expression: string, expected: unknown])[] = [
  ['100-{{collector.cpustats.cpu_all.%idle}}', '87.5'],
  ['{{variables.cpu_used}} >= {{parameters.cpu_critical}}', 'True'],
  [
    "'OK cpu is great:\\n%s' % get_donut({{variables.cpu_used}})",
    "'OK cpu is great:\\n  ●●●\\n ○   ●\\n● 88% ●\\n ●   ●\\n  ●●●'",
  ],
  ['{{collector.diskusage./.pct_used}} > {{parameters.diskuse_critical}}', 'True'],
  ['{{collector.diskusage./var/log.pct_used}} > {{parameters.diskuse_critical}}', 'False'],
  ['{{collector.loadaverage.load1}} > 0.9 * {{collector.system.cpu_count}}', 'True'],
  [
    'get_horizontal_bar({{collector.memory.phys_used}}, width=40)',
    "'[████████████████████                    ]  50.0%'",
  ],
  [
    "{{collector.hypervisor.hypervisor}} == 'KVMKVMKVM' and {{collector.dmidecode.product_name|UNKNOWN}} != 'VirtualBox'",
    'True',
  ],
  ["file_exists('/etc/mongodb.conf') or file_exists('/etc/mongod.conf')", NO_AGENT('file_exists')],
  ["has_package('apache2')", NO_AGENT('has_package')],
  ['{{collector.geoloc.country}} != ""', 'True'],
  [
    "system_get_os() == 'windows' and 'Web Server (IIS)' in {{collector.system.windows.features||[]}}",
    'False',
  ],
  [
    "file_exists('/var/lib/shinken/context.json') and True in parse_json_file('/var/lib/shinken/context.json')['local_instances']['arbiter'].values()",
    NO_AGENT('file_exists'),
  ],
  ["hosting_driver_is_active('ec2')", NO_AGENT('hosting_driver_is_active')],
  ['{{variables.is_debian}} and {{collector.system.os.linux.major_version}} == 6', 'True'],
  ['(1.0 * {{collector.redis.used_memory_rss}} ) / {{collector.redis.total_system_memory}}', '0.5'],
  ['max({{collector.mongodb.dbstats.*.datasize}})', '30'],
  ['{{collector.kernelstats.ctxt/s}} > 1000', 'True'],
  ['{{collector.windows.muilanguages.0}}', "'fr-FR'"],
  ["'zone::{{configuration.zone}}'", "'zone::paris'"],
];
