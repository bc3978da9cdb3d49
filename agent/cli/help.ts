import { version } from '../version';
import { loadCommands } from './command-list';
import type { Command } from './define-command';
import { describeOption } from './option-form';
import type { Output } from './output';

type HelpOutput = Pick<Output, 'line' | 'paint'>;

/**
 * Lists the commands by topic; those of one topic when one is named.
 * @param topic such as `packs`, or `packs parameters`
 * @param hasServer whether `opsbro server …` has something to pass on to
 */
export async function printHelp(out: HelpOutput, topic: string, hasServer: boolean): Promise<void> {
  const commands = await loadCommands();
  const ofTopic = commands.filter(({ path }) => path.startsWith(`${topic} `));
  const topics = groupByTopic(ofTopic.length > 0 ? ofTopic : commands);
  const chosen = [...topics.keys()].sort(generalLast);
  out.line(
    `${out.paint('bold', `opsbro ${version}`)}: watch and keep the machines of a small ops team.`,
  );
  for (const name of chosen) {
    out.line();
    out.line(out.paint('bold', name === '' ? 'general' : name));
    for (const command of topics.get(name) ?? []) out.line(`  ${describe(command, out)}`);
  }
  if (hasServer && topic === '') {
    out.line();
    out.line(out.paint('bold', 'server'));
    const summary = 'Look after the server of this machine; "opsbro server" lists what there is.';
    out.line(`  ${row(out, 'server …', summary)}`);
  }
  out.line();
  out.line('"opsbro COMMAND --help" explains one; listings have --json, for scripts.');
}

function groupByTopic(commands: readonly Command[]): Map<string, Command[]> {
  const topics = new Map<string, Command[]>();
  for (const command of commands) {
    const [noun = '', verb] = command.path.split(' ');
    const topic = verb === undefined ? '' : noun;
    topics.set(topic, [...(topics.get(topic) ?? []), command]);
  }
  return topics;
}

const WORDS_WIDTH = 28;

function generalLast(left: string, right: string): number {
  return Number(left === '') - Number(right === '');
}

function describe({ path, arguments: given, summary }: Command, out: HelpOutput): string {
  const names = Object.entries(given).map(([name, schema]) =>
    describeOption(schema).isOptional ? `[${name.toUpperCase()}]` : name.toUpperCase(),
  );
  return row(out, [path, ...names].join(' '), summary);
}

function row(out: HelpOutput, words: string, summary: string): string {
  return `${out.paint('cyan', words.padEnd(WORDS_WIDTH))} ${summary}`;
}
