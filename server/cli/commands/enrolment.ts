import { type Command, InvalidArgumentError } from 'commander';
import { ENROLMENT_MS_MIN } from '@/common/domain/enrolment';
import { DURATION_FORM, formatDuration, parseDuration } from '@/common/duration';
import type { PlaceOptions } from '../cli-places';
import { type CliTools, commandOf, type JsonOption, topicOf } from '../cli-tools';

type Options = PlaceOptions & JsonOption;

interface CreateOptions extends Options {
  readonly note?: string;
  readonly expires?: number;
  readonly uses?: number;
  readonly group?: readonly string[];
  readonly zone?: string;
  readonly addressRange?: string;
  readonly needsApproval?: boolean;
}

/** `join-token …` and `keys …`. */
export function addEnrolmentCommands(program: Command, tools: CliTools): void {
  const tokens = topicOf(program, 'join-token', 'What lets a machine in.');
  commandOf(tokens, 'create', 'Print a join string, for "opsbro agent join" on another machine.')
    .option('--note <text>', 'What it is for.')
    .option('--expires <duration>', 'How long it is good: 1h, if nothing is said.', duration)
    .option('--uses <count>', 'How many machines it lets in: 1, if nothing is said.', count)
    .option('--group <name>', 'A group that they belong to; may be repeated.', collect)
    .option('--zone <name>', 'Their zone.')
    .option('--address-range <range>', 'Where they must come from, such as 10.0.0.0/8.')
    .option('--needs-approval', 'An admin must let each of them in.')
    .action((options: CreateOptions) => create(tools, options));
  commandOf(tokens, 'list', 'List the tokens, without their secrets.').action((options: Options) =>
    list(tools, options),
  );
  commandOf(tokens, 'revoke <id>', 'Let nobody else in with a token.').action(
    async (tokenId: string, options: Options) => {
      await tools.client(options).api.enrolment.revokeToken.mutate({ tokenId });
      if (options.json) return tools.out.json({ tokenId });
      tools.out.line(`The token ${tokenId} lets nobody in any more.`);
    },
  );
  const keys = topicOf(program, 'keys', 'The keys by which agents know this server.');
  commandOf(keys, 'show', 'Say which keys there are.').action((options: Options) =>
    showKeys(tools, options),
  );
  commandOf(keys, 'rotate', 'Make a new key, which the old one vouches for.').action(
    async (options: Options) => {
      const { api } = tools.client(options);
      await api.enrolment.rotateServerKey.mutate();
      await showKeys(tools, options);
    },
  );
}

async function create(tools: CliTools, options: CreateOptions): Promise<void> {
  const issued = await tools.client(options).api.enrolment.create.mutate({
    note: options.note,
    expiresInMs: options.expires,
    usesMax: options.uses,
    groups: options.group?.slice(),
    zone: options.zone,
    addressRange: options.addressRange,
    needsApproval: options.needsApproval,
  });
  if (options.json) tools.out.json(issued);
  else tools.out.line(issued.joinString);
}

async function list(tools: CliTools, options: Options): Promise<void> {
  const tokens = await tools.client(options).api.enrolment.tokens.query();
  if (options.json) return tools.out.json(tokens);
  tools.out.table(
    ['id', 'state', 'used', 'expires', 'note'],
    tokens.map(({ id, state, uses, usesMax, expiresMs, note }) => [
      id,
      state,
      `${uses} of ${usesMax}`,
      new Date(expiresMs).toISOString(),
      note,
    ]),
  );
}

async function showKeys(tools: CliTools, options: Options): Promise<void> {
  const { fingerprint, keys, tls, agentsOnOldKey } = await tools
    .client(options)
    .api.enrolment.keys.query();
  if (options.json) return tools.out.json({ fingerprint, keys, tls, agentsOnOldKey });
  tools.out.table(
    ['fingerprint', 'state', 'made'],
    keys.map((key) => [key.fingerprint, key.state, new Date(key.createdMs).toISOString()]),
  );
  tools.out.line(`Agents that know an old key only: ${agentsOnOldKey}.`);
}

function duration(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined && durationMs >= ENROLMENT_MS_MIN) return durationMs;
  throw new InvalidArgumentError(
    `expected ${DURATION_FORM}, of at least ${formatDuration(ENROLMENT_MS_MIN)}`,
  );
}

function count(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number from 1');
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
