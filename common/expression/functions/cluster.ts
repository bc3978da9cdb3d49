import { defineFunction } from '../define-function';

const group = { name: 'group', kind: 'text', help: 'The name of a group.' } as const;

export const CLUSTER_FUNCTIONS = [
  defineFunction({
    name: 'has_package',
    group: 'package',
    summary: 'Whether a package of the system is installed.',
    parameters: [{ name: 'package', kind: 'text', help: 'Its name.' }],
    returns: 'True or False; missing where packages are of a kind that is not known',
    examples: [
      ["has_package('bash')", 'True'],
      ["has_package('no-such-package')", 'False'],
    ],
    needs: 'host',
    timeoutMs: 15_000,
    ask: (given, host, { signal }) => host.hasPackage(given.package, signal),
  }),
  defineFunction({
    name: 'is_in_group',
    group: 'gossip',
    summary: 'Whether this node is in a group, given or detected.',
    parameters: [group],
    returns: 'True or False',
    examples: [
      ["is_in_group('linux')", 'True'],
      ["is_in_group('web')", 'True'],
      ["is_in_group('nobody')", 'False'],
    ],
    needs: 'host',
    ask: (given, { cluster }) => cluster.groups().includes(given.group),
  }),
  defineFunction({
    name: 'is_in_static_group',
    group: 'gossip',
    summary: 'Whether a person put this node into a group.',
    parameters: [group],
    returns: 'True or False',
    examples: [
      ["is_in_static_group('web')", 'True'],
      ["is_in_static_group('linux')", 'False'],
    ],
    needs: 'host',
    ask: (given, { cluster }) => cluster.staticGroups().includes(given.group),
  }),
  defineFunction({
    name: 'gossip_get_zone',
    group: 'gossip',
    summary: 'The zone of a node, as the cluster knows it.',
    parameters: [
      {
        name: 'node_uuid',
        kind: 'text',
        default: '',
        help: 'Its id, name or host name; this node when empty.',
      },
    ],
    returns: 'a text; missing for a node that is not known',
    examples: [['gossip_get_zone()', "'paris'"]],
    needs: 'host',
    ask: (given, { cluster }) => cluster.zone(given.node_uuid),
  }),
  defineFunction({
    name: 'gossip_count_nodes',
    group: 'gossip',
    summary: 'Counts the nodes of the cluster that this one knows, itself among them.',
    parameters: [
      { ...group, default: '', help: 'Only those of a group.' },
      {
        name: 'state',
        kind: 'text',
        default: '',
        help: 'Only those in a state: alive, suspect, dead, left.',
      },
    ],
    returns: 'a whole number; missing without gossip',
    examples: [
      ['gossip_count_nodes()', '3'],
      ["gossip_count_nodes(state='dead')", '0'],
    ],
    needs: 'host',
    ask: (given, { cluster }) => cluster.countNodes(given),
  }),
  defineFunction({
    name: 'gossip_have_event_type',
    group: 'gossip',
    summary: 'Whether an event of a kind was told in the cluster in the last 15 minutes.',
    parameters: [{ name: 'event_type', kind: 'text', help: 'The kind.' }],
    returns: 'True or False; missing without gossip',
    examples: [["gossip_have_event_type('deploy')", 'False']],
    needs: 'host',
    ask: (given, { cluster }) => cluster.hasEvent(given.event_type),
  }),
  defineFunction({
    name: 'compliance_get_state_of_rule',
    group: 'gossip',
    summary: 'How things stand with a rule of compliance on this node.',
    parameters: [{ name: 'rule_name', kind: 'text', help: 'Its name.' }],
    returns: 'a text such as COMPLIANT',
    examples: [["compliance_get_state_of_rule('passwd is root/644')", "'COMPLIANT'"]],
    needs: 'host',
    ask: (given, { cluster }) => cluster.complianceState(given.rule_name),
  }),
  defineFunction({
    name: 'hosting_driver_is_active',
    group: 'hosting',
    summary: 'Whether the node runs at a hoster, on a hypervisor, or in a kind of container.',
    parameters: [
      {
        name: 'driver_name',
        kind: 'text',
        help: 'Such as ec2, azure, kvm, docker-container, physical; on-premise without a hoster.',
      },
    ],
    returns: 'True or False',
    examples: [["hosting_driver_is_active('ec2')", 'False']],
    needs: 'host',
    ask: (given, { cluster }) => cluster.isHostingDriverActive(given.driver_name),
  }),
];
