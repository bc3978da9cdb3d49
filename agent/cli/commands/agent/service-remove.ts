import { detectServiceManager } from '../../../service/detect-manager';
import { systemMachine } from '../../../service/machine';
import { requireRoot } from '../../../service/require-root';
import { defineCommand } from '../../define-command';

export default defineCommand({
  path: 'agent service-remove',
  summary: 'Stop the service of the agent and start it no more; program, key and data stay.',
  options: {},
  arguments: {},
  async run({ out }) {
    requireRoot('opsbro agent service-remove');
    const manager = detectServiceManager(systemMachine());
    const files = await manager.remove();
    if (files.length === 0) out.line(`The agent is no service of ${manager.name} here.`);
    for (const file of files) out.line(`Removed ${file}`);
    return 0;
  },
});
