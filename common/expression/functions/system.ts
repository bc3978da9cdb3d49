import { defineFunction } from '../define-function';
import type { HostFacts } from '../host-facts';
import { Missing, type Value } from '../values';

const user = { name: 'username', kind: 'text', help: 'The name.' } as const;
const group = { name: 'groupname', kind: 'text', help: 'The name.' } as const;

export const SYSTEM_FUNCTIONS = [
  defineFunction({
    name: 'system_get_os',
    group: 'system',
    summary: 'The kind of system that the node runs.',
    parameters: [],
    returns: 'linux, windows, darwin or another word',
    examples: [['system_get_os()', "'linux'"]],
    needs: 'host',
    ask: (_, host) => host.platform,
  }),
  defineFunction({
    name: 'system_is_python_2',
    group: 'system',
    summary: 'For expressions of the original: an agent of today needs no Python.',
    parameters: [],
    returns: 'False',
    examples: [['system_is_python_2()', 'False']],
    run: () => false,
  }),
  defineFunction({
    name: 'system_is_python_3',
    group: 'system',
    summary: 'For expressions of the original: an agent of today needs no Python.',
    parameters: [],
    returns: 'False',
    examples: [['system_is_python_3()', 'False']],
    run: () => false,
  }),
  defineFunction({
    name: 'system_user_exists',
    group: 'system',
    summary: 'Whether there is a user of a name or a number.',
    parameters: [{ name: 'username_or_uid', kind: 'any', help: 'A name, or a number.' }],
    returns: 'True or False',
    examples: [
      ["system_user_exists('root')", 'True'],
      ['system_user_exists(0)', 'True'],
    ],
    needs: 'host',
    ask: async ({ username_or_uid: wanted }, host, { signal }) =>
      (await entryOf(host, USERS, wanted, signal)) !== undefined,
  }),
  defineFunction({
    name: 'system_userid_from_username',
    group: 'system',
    summary: 'The number of a user.',
    parameters: [user],
    returns: 'a whole number; missing when there is no such user',
    examples: [["system_userid_from_username('root')", '0']],
    needs: 'host',
    ask: ({ username }, host, { signal }) => numberOf(host, USERS, username, signal),
  }),
  defineFunction({
    name: 'system_username_from_userid',
    group: 'system',
    summary: 'The name of a user.',
    parameters: [{ name: 'uid', kind: 'integer', help: 'The number.' }],
    returns: 'a text; missing when there is no such user',
    examples: [['system_username_from_userid(0)', "'root'"]],
    needs: 'host',
    ask: ({ uid }, host, { signal }) => nameOf(host, USERS, uid, signal),
  }),
  defineFunction({
    name: 'system_group_exists',
    group: 'system',
    summary: 'Whether there is a group of users of a name or a number.',
    parameters: [{ name: 'groupname_or_gid', kind: 'any', help: 'A name, or a number.' }],
    returns: 'True or False',
    examples: [["system_group_exists('root')", 'True']],
    needs: 'host',
    ask: async ({ groupname_or_gid: wanted }, host, { signal }) =>
      (await entryOf(host, GROUPS, wanted, signal)) !== undefined,
  }),
  defineFunction({
    name: 'system_groupid_from_groupname',
    group: 'system',
    summary: 'The number of a group of users.',
    parameters: [group],
    returns: 'a whole number; missing when there is no such group',
    examples: [["system_groupid_from_groupname('root')", '0']],
    needs: 'host',
    ask: ({ groupname }, host, { signal }) => numberOf(host, GROUPS, groupname, signal),
  }),
  defineFunction({
    name: 'system_groupname_from_groupid',
    group: 'system',
    summary: 'The name of a group of users.',
    parameters: [{ name: 'gid', kind: 'integer', help: 'The number.' }],
    returns: 'a text; missing when there is no such group',
    examples: [['system_groupname_from_groupid(0)', "'root'"]],
    needs: 'host',
    ask: ({ gid }, host, { signal }) => nameOf(host, GROUPS, gid, signal),
  }),
  defineFunction({
    name: 'get_env',
    group: 'system',
    summary: "A variable of the agent's environment.",
    parameters: [{ name: 'variable', kind: 'text', help: 'Its name.' }],
    returns: 'a text; missing when it is not set',
    examples: [["get_env('LANG')", "'C.UTF-8'"]],
    needs: 'host',
    ask: ({ variable }, host) =>
      host.variable(variable) ?? new Missing(`${variable} is not set in the agent's environment`),
  }),
];

interface Accounts {
  readonly file: string;
  readonly what: string;
}

const USERS: Accounts = { file: '/etc/passwd', what: 'user' };
const GROUPS: Accounts = { file: '/etc/group', what: 'group' };
const FILE_BYTES_MAX = 1_048_576;

/** passwd(5) and group(5) agree on their first and third field. */
async function entryOf(
  host: HostFacts,
  { file }: Accounts,
  wanted: Value,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly id: number } | undefined> {
  const text = (await host.readText(file, FILE_BYTES_MAX, signal)) ?? '';
  for (const line of text.split('\n')) {
    const [name = '', , id = ''] = line.split(':');
    if (id !== '' && (name === wanted || Number(id) === wanted)) return { name, id: Number(id) };
  }
  return undefined;
}

async function numberOf(
  host: HostFacts,
  accounts: Accounts,
  name: string,
  signal: AbortSignal,
): Promise<Value> {
  const entry = await entryOf(host, accounts, name, signal);
  return entry?.id ?? new Missing(`there is no ${accounts.what} ${name}`);
}

async function nameOf(
  host: HostFacts,
  accounts: Accounts,
  id: number,
  signal: AbortSignal,
): Promise<Value> {
  const entry = await entryOf(host, accounts, id, signal);
  return entry?.name ?? new Missing(`there is no ${accounts.what} with the number ${id}`);
}
