import { version } from '../../version';
import { defineCommand } from '../define-command';

export default defineCommand({
  path: 'version',
  summary: 'Say which version this is.',
  options: {},
  arguments: {},
  async run({ out }) {
    out.line(version);
    return 0;
  },
});
