import { type SettingInForce, settingsInForce } from '../../../../config/settings-in-force';
import { agentFlags } from '../../../agent-flags';
import { type CommandTools, type CommonOptions, defineCommand } from '../../../define-command';
import { jsonOption } from '../../../json-option';
import { openConfig } from '../../../open-config';
import { runningAgent } from '../../../running-agent';

export default defineCommand({
  path: 'agent parameters show',
  summary: 'List the settings of the agent: what is in force, where it comes from, what it is for.',
  options: { json: jsonOption },
  arguments: {},
  async run(given) {
    const { options, out } = given;
    const { path } = openConfig(given);
    const next = settingsOfNextStart(given);
    const client = await runningAgent(given);
    const parameters = (await client?.settings()) ?? next;
    const waiting = client === undefined ? [] : changedSince(parameters, next);
    if (options.json) {
      out.json({ file: path, isRunning: client !== undefined, parameters, waiting });
      return 0;
    }
    await out.table({
      columns: [
        { title: 'parameter' },
        { title: 'value' },
        { title: 'from' },
        { title: 'what', flexible: true },
      ],
      rows: parameters.map(({ parameter, value, source, place, help }) => [
        parameter,
        value === null ? out.paint('dim', '–') : valueText(value),
        source === 'default' ? out.paint('dim', source) : place,
        help,
      ]),
    });
    out.line();
    for (const { parameter, value, place } of waiting) {
      out.line(
        `${parameter}: ${place} says ${valueText(value)}; the agent reads it when it starts.`,
      );
    }
    const whose =
      client === undefined
        ? 'No agent runs; the next one would have these'
        : 'Of the agent that runs';
    out.line(out.paint('dim', `${whose}. Flags outrank the environment, it the file ${path}.`));
    return 0;
  },
});

/** With the flags of this command and the environment of whoever calls it. */
function settingsOfNextStart(given: CommandTools & { readonly options: CommonOptions }) {
  const { environment, currentDirectory, packsDirectory } = given;
  const flags = agentFlags(given);
  return settingsInForce({ environment, flags, currentDirectory, packsDirectory });
}

/** What the file says by now that the agent has not read yet; of its flags nobody here knows. */
function changedSince(running: readonly SettingInForce[], next: readonly SettingInForce[]) {
  const known = new Map(running.map((setting) => [setting.parameter, setting]));
  return next.filter(({ parameter, source, value }) => {
    const now = known.get(parameter);
    const isOutranked = now?.source === 'flag' || now?.source === 'environment';
    return source === 'file' && !isOutranked && valueText(now?.value) !== valueText(value);
  });
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
