import type { Command } from 'commander';
import { AppError } from '@/common/errors';
import type { ConsoleClient } from '../../console/console-client';
import type { PlaceOptions } from '../cli-places';
import { type CliTools, commandOf, type JsonOption, topicOf } from '../cli-tools';

type Options = PlaceOptions & JsonOption;

/** `users list`, `users reset-link` and `users unlock`: the ways back in for who is locked out. */
export function addUserCommands(program: Command, tools: CliTools): void {
  const users = topicOf(program, 'users', 'Accounts.');
  commandOf(users, 'list', 'List the accounts.').action((options: Options) => list(tools, options));
  commandOf(users, 'reset-link <email>', 'Print a link to choose a new password with.').action(
    async (email: string, options: Options) => {
      const { api } = tools.client(options);
      const userId = await idOf(api, email);
      const { link, expiresMs } = await api.users.resetLink.mutate({ userId });
      if (options.json) return tools.out.json({ link, expiresMs });
      tools.out.line(link);
    },
  );
  commandOf(users, 'unlock <email>', 'Forget the failed tries that locked somebody out.').action(
    async (email: string, options: Options) => {
      const { api } = tools.client(options);
      await api.users.unlock.mutate({ userId: await idOf(api, email) });
      if (options.json) return tools.out.json({ email });
      tools.out.line(`${email} may try again.`);
    },
  );
}

async function list(tools: CliTools, options: Options): Promise<void> {
  const users = await tools.client(options).api.users.list.query();
  if (options.json) return tools.out.json(users);
  tools.out.table(
    ['name', 'email', 'role', 'state'],
    users.map(({ name, email, role, disabled }) => [
      name,
      email,
      role,
      disabled ? 'disabled' : 'active',
    ]),
  );
}

async function idOf(api: ConsoleClient['api'], email: string): Promise<string> {
  const users = await api.users.list.query();
  const found = users.find((user) => user.email.toLowerCase() === email.toLowerCase());
  if (found !== undefined) return found.id;
  throw new AppError(
    'NOT_FOUND',
    `Nobody has the address ${email}; see "opsbro server users list".`,
  );
}
