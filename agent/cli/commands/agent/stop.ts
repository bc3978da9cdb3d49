import { setTimeout as sleep } from 'node:timers/promises';
import { defineCommand } from '../../define-command';

const STOP_MS_MAX = 10_000;
const ASK_EVERY_MS = 50;

export default defineCommand({
  path: 'agent stop',
  summary: 'Stop the agent that runs here, and wait until it has ended.',
  options: {},
  arguments: {},
  async run({ agent, out }) {
    const client = await agent();
    const { pid } = await client.info();
    await client.stop();
    for (let waitedMs = 0; waitedMs < STOP_MS_MAX; waitedMs += ASK_EVERY_MS) {
      if ((await client.holder()) === undefined) {
        out.line(`The agent with pid ${pid} has stopped.`);
        return 0;
      }
      await sleep(ASK_EVERY_MS);
    }
    out.error(
      `The agent with pid ${pid} was told to stop and still runs; end it with "kill ${pid}".`,
    );
    return 1;
  },
});
