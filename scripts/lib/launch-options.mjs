import { join, resolve } from 'node:path';
// Whole, because a Node too old for `parseArgs` must get as far as being told so.
import util from 'node:util';
import { root } from './set-up.mjs';
import { Trouble } from './stages.mjs';

export const USAGE = `Usage: npm start -- [options]

  --port <port>   where the dashboard listens      OPSBRO_PORT   7788
  --host <addr>   the address it listens on        OPSBRO_HOST   127.0.0.1
  --data <dir>    where everything is kept         OPSBRO_DATA   ./var
  --name <name>   what this machine is called      OPSBRO_NAME   its host name
  --demo <n>      so many agents more, 2 to 100, to which things happen
  --open          open the dashboard in a browser  OPSBRO_OPEN=1
  --help          this text
`;

/**
 * @typedef {object} LaunchOptions
 * @property {string} port
 * @property {string} host
 * @property {string} data absolute
 * @property {string} name empty for the host name
 * @property {number} demo agents of the demonstration; 0 for none
 * @property {boolean} open
 * @property {boolean} help
 */

/**
 * What the flags say, and the environment where they say nothing.
 * @param {readonly string[]} words
 * @returns {LaunchOptions}
 */
export function launchOptions(words) {
  const { env } = process;
  const flags = parse(words);
  /** @type {(flag: string | undefined, variable: string | undefined, usual: string) => string} */
  // A variable that is set to nothing says nothing.
  const said = (flag, variable, usual) => flag ?? (variable || usual);
  const port = said(flags.port, env.OPSBRO_PORT, '7788');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    const name = flags.port === undefined ? 'OPSBRO_PORT' : '--port';
    throw new Trouble(
      `${name}: expected a port from 0 to 65535, found ${JSON.stringify(port)}.\n\n${USAGE}`,
    );
  }
  const demo = flags.demo ?? '0';
  if (!/^\d{1,3}$/.test(demo) || (demo !== '0' && (Number(demo) < 2 || Number(demo) > 100))) {
    throw new Trouble(
      `--demo: expected a number of agents from 2 to 100, found ${JSON.stringify(demo)}.\n\n${USAGE}`,
    );
  }
  return {
    port,
    demo: Number(demo),
    host: said(flags.host, env.OPSBRO_HOST, '127.0.0.1'),
    data: resolve(said(flags.data, env.OPSBRO_DATA, join(root, 'var'))),
    name: said(flags.name, env.OPSBRO_NAME, ''),
    open: flags.open === true || env.OPSBRO_OPEN === '1',
    help: flags.help === true,
  };
}

/** @param {readonly string[]} words */
function parse(words) {
  try {
    const { values } = util.parseArgs({
      args: [...words],
      options: {
        port: { type: 'string', short: 'p' },
        host: { type: 'string' },
        data: { type: 'string' },
        name: { type: 'string' },
        demo: { type: 'string' },
        open: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new Trouble(`${/** @type {Error} */ (error).message}\n\n${USAGE}`);
  }
}
