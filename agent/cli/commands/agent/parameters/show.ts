import { settingHelps } from '../../../../config/setting-help';
import { defineCommand } from '../../../define-command';
import { jsonOption } from '../../../json-option';
import { openConfig } from '../../../open-config';

export default defineCommand({
  path: 'agent parameters show',
  summary:
    'List the settings of the agent: what its configuration file says, and what each is for.',
  options: { json: jsonOption },
  arguments: {},
  async run(given) {
    const { options, out } = given;
    const file = openConfig(given);
    const own = (file.get('collectors') ?? {}) as Readonly<Record<string, object>>;
    const parameters = settingHelps().flatMap(({ key, help }) => {
      const keys = key.includes('<name>')
        ? Object.keys(own).map((name) => key.replace('<name>', name))
        : [key];
      return keys.map((each) => ({ parameter: each, value: file.get(each) ?? null, help }));
    });
    if (options.json) {
      out.json({ file: file.path, parameters });
      return 0;
    }
    await out.table({
      columns: [{ title: 'parameter' }, { title: 'value' }, { title: 'what', flexible: true }],
      rows: parameters.map(({ parameter, value, help }) => [
        parameter,
        value === null ? out.paint('dim', '–') : valueText(value),
        help,
      ]),
    });
    out.line();
    out.line(out.paint('dim', `${file.path}; the environment and flags outrank it.`));
    return 0;
  },
});

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
