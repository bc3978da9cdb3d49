import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An agent that is measured: ours or a peer's. */
export interface Subject {
  readonly name: string;
  readonly intervalSeconds: number;
  start(directory: string): ChildProcess;
  /** How many numbers it has gathered by now; 0 until the first. */
  samples(): Promise<number>;
  /** What has to happen each interval for it to collect at all. */
  poll?(): Promise<unknown>;
}

const EXPORTER = 'http://127.0.0.1:29100/metrics';
const NETDATA = 'http://127.0.0.1:29999/api/v1';

/** Debian's prometheus-node-exporter with its default collectors, scraped every ten seconds. */
const nodeExporter: Subject = {
  name: 'prometheus-node-exporter',
  intervalSeconds: 10,
  start: () =>
    spawn('prometheus-node-exporter', ['--web.listen-address=127.0.0.1:29100'], {
      stdio: 'ignore',
    }),
  async samples() {
    const text = await textOf(EXPORTER);
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  },
  poll: () => textOf(EXPORTER),
};

/** Debian's netdata with its default plugins, every second as it comes, values in memory only. */
const netdata: Subject = {
  name: 'netdata',
  intervalSeconds: 1,
  start(directory) {
    for (const name of ['cache', 'lib', 'log', 'etc'])
      mkdirSync(join(directory, name), { recursive: true });
    const file = join(directory, 'netdata.conf');
    writeFileSync(
      file,
      `[global]
 run as user = ${process.env.USER ?? 'root'}
[db]
 mode = ram
 update every = 1
[directories]
 cache = ${directory}/cache
 lib = ${directory}/lib
 log = ${directory}/log
 config = ${directory}/etc
[logs]
 debug = none
 error = ${directory}/log/error.log
 access = none
[web]
 bind to = 127.0.0.1:29999
[statsd]
 enabled = no
`,
    );
    return spawn('netdata', ['-D', '-c', file], { stdio: 'ignore' });
  },
  async samples() {
    const { data } = JSON.parse(await textOf(`${NETDATA}/data?chart=system.cpu&points=1&after=-2`));
    if (data.length === 0) return 0;
    const { charts } = JSON.parse(await textOf(`${NETDATA}/charts`)) as {
      charts: Record<string, { dimensions: object }>;
    };
    return Object.values(charts).reduce(
      (sum, { dimensions }) => sum + Object.keys(dimensions).length,
      0,
    );
  },
};

/** Our agent as `npm start` runs it, with everything on, reporting to a server of its own. */
export function opsbroAgent(serverUrl: string, serverKey: string): Subject {
  return {
    name: 'opsbro agent',
    intervalSeconds: 10,
    start(directory) {
      const flags = JSON.parse(readFileSync('agent/v8-flags.json', 'utf8')) as string[];
      const words = ['dist/agent/opsbro.mjs', 'agent', 'start', '--data', directory];
      return spawn(
        process.execPath,
        [
          ...[...flags, ...words, '--server', serverUrl.replace('http', 'ws')],
          ...['--server-key', serverKey],
        ],
        { stdio: 'ignore' },
      );
    },
    async samples() {
      const text = await textOf(`${serverUrl}/metrics`);
      const committed = /^opsbro_samples_total (\d+)/m.exec(text)?.[1] ?? '0';
      const series = /^opsbro_series_open (\d+)/m.exec(text)?.[1] ?? '0';
      return committed === '0' ? 0 : Number(series);
    },
  };
}

/** Debian's packages that are installed here; those that are not are said to be missing. */
export function peers(): Subject[] {
  return [nodeExporter, netdata].filter(({ name }) => {
    const there = ['/usr/bin', '/usr/sbin'].some((folder) => existsSync(join(folder, name)));
    if (!there) console.log(`skipped: ${name} is not installed (apt-get install ${name})`);
    return there;
  });
}

export function versionOf(name: string): string {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', `\${Version}`, name], {
    encoding: 'utf8',
  });
  return stdout || 'unknown';
}

async function textOf(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.text();
}
