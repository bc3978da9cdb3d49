import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Who may import whom. Arrows point down only; what is not written here is forbidden. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  common: [],
  agent: ['common'],
  packs: ['common', 'agent/collectors'],
  server: ['common'],
  app: ['common', 'server'],
};

/** The one upward arrow: a tRPC client needs the type of the router that it calls. */
const MAY_IMPORT_TYPE: Record<string, string> = {
  'agent/uplink/server-link.ts': 'server/ingest/agent-router',
};

/** Versions come from the package itself. */
const PACKAGE = 'package.json';

const LINES_MAX = 300;

const sources = [...new Set(filesOfGit() ?? filesOfFolders())]
  .filter(isCode)
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

function isCode(path: string): boolean {
  return /^(common|agent|packs|server|app)\/.*\.(tsx?|mjs)$/.test(path);
}

/** Without what is ignored; `undefined` where there is no git, or no repository, as in a tarball. */
function filesOfGit(): string[] | undefined {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const { status, stdout } = spawnSync('git', words, { encoding: 'utf8' });
  // A tarball may be unpacked inside of somebody's repository, which then knows none of its files.
  const paths = status === 0 ? stdout.split('\n').filter((path) => existsSync(path)) : [];
  return paths.length === 0 ? undefined : paths;
}

function filesOfFolders(): string[] {
  const isGenerated = (path: string) => path.startsWith('server/db/generated/');
  return Object.keys(MAY_IMPORT)
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path.replaceAll(sep, '/')}`,
      ),
    )
    .filter((path) => !isGenerated(path));
}

interface Import {
  readonly isType: boolean;
  readonly target: string;
}

/** What a file imports of this project, as paths from its root. */
function importsOf({ path, text }: { path: string; text: string }): Import[] {
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^;]*?\sfrom\s+'(@\/|\.{1,2}\/)([^']+)'/gm,
  );
  const lazy = text.matchAll(/\bimport\('(@\/|\.{1,2}\/)([^']+)'\)/g);
  const resolve = (start: string, rest: string) =>
    start === '@/' ? rest : posix.join(path, '..', `${start}${rest}`);
  return [
    ...[...found].map(([, type, start = '', rest = '']) => ({
      isType: type !== undefined,
      target: resolve(start, rest),
    })),
    ...[...lazy].map(([, start = '', rest = '']) => ({
      isType: false,
      target: resolve(start, rest),
    })),
  ];
}

test('the rules below look at the sources, and see what these import', () => {
  expect(sources.length).toBeGreaterThan(100);
  const text = "import type { A } from '../b/c';\nimport {\n  B,\n} from '@/server/d';\n";
  expect(importsOf({ path: 'app/x/y.ts', text })).toEqual([
    { isType: true, target: 'app/b/c' },
    { isType: false, target: 'server/d' },
  ]);
});

test('without git the same files are found by walking the folders', () => {
  const walked = filesOfFolders().filter(isCode);
  expect(walked.length).toBeGreaterThan(100);
  expect(walked.sort()).toEqual(sources.map(({ path }) => path).sort());
});

describe('arrows point down', () => {
  test.each(sources)('$path keeps to its side', (source) => {
    const home = source.path.split('/', 1)[0] ?? '';
    const allowed = [home, ...(MAY_IMPORT[home] ?? [])];
    const strangers = importsOf(source)
      .filter(({ target }) => !allowed.some((folder) => target.startsWith(`${folder}/`)))
      .filter(({ target }) => target !== PACKAGE)
      .filter(({ isType, target }) => !isType || target !== MAY_IMPORT_TYPE[source.path]);
    expect(strangers).toEqual([]);
  });

  const client = sources.filter(({ text }) => /^['"]use client['"]/.test(text));

  test.each(client)('$path takes only types from the server, and nothing of Node', (source) => {
    const values = importsOf(source).filter(
      ({ isType, target }) => !isType && /^(server|common\/node)\//.test(target),
    );
    expect(values).toEqual([]);
    expect(source.text).not.toMatch(/from 'node:/);
  });
});

test('zod is imported in the one form of which the agent’s build keeps only what is used', () => {
  const inAgent = sources.filter(({ path }) => /^(common|agent|packs)\//.test(path));
  const imports = inAgent.flatMap(({ path, text }) =>
    [...text.matchAll(/^import .* from 'zod.*$/gm)].map(([line]) => ({ path, line })),
  );
  expect(imports.length).toBeGreaterThan(50);
  const forms = ["import { z } from 'zod';", "import type { z } from 'zod';"];
  expect(imports.filter(({ line }) => !forms.includes(line))).toEqual([]);
});

describe('time and chance are handed in; only secrets and ids come from node:crypto', () => {
  /** Where the real clock, timers and chance come from, or where a program begins and ends. */
  const EDGES = new Set([
    'common/node/system-clock.ts',
    'common/node/system-random.ts',
    // Waits for what other processes do with the file system.
    'common/node/socket-claim.ts',
    'server/main.ts',
    // Holds the text of a script that runs in the browser.
    'server/http/waiting-page.ts',
    // The browser's clock: what pages tell time by, and when a page was paused or cut off.
    'app/_lib/now.tsx',
    'app/_lib/live-store.ts',
    // Where a page's socket gets the chance that spreads its tries, and its patience.
    'app/_lib/api-client.ts',
    'app/_lib/page-socket.ts',
    // The server's clock, for all that a page renders.
    'app/layout.tsx',
    // Say when they came into view: by then nothing that would hand them a clock may be left.
    'app/_components/failure.tsx',
    'app/(dashboard)/_components/waiting-for-agent.tsx',
    'app/(dashboard)/_components/add-node/awaited-nodes.tsx',
    // Timers of what a person does: the mark behind a copy, the pause between two keys.
    'app/_components/ui/copy-button.tsx',
    'app/_components/ui/query-field.tsx',
    'app/(dashboard)/settings/audit/_components/audit-filter.tsx',
  ]);
  const pure = sources.filter(({ path }) => !EDGES.has(path));
  const REAL =
    /Date\.now|new Date\(\)|performance\.now|Math\.random|randomInt|getRandomValues|\bset(Timeout|Interval)\(/;

  const codeOf = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

  test.each(pure)('$path reads no clock and rolls no dice', ({ text }) => {
    expect(codeOf(text)).not.toMatch(REAL);
  });

  test.each([...EDGES])('%s is an edge still', (path) => {
    expect(codeOf(sources.find((source) => source.path === path)?.text ?? '')).toMatch(REAL);
  });
});

describe('the machine is reached through its seam', () => {
  const collectors = sources.filter(({ path }) => path.startsWith('packs/'));

  test.each(collectors)('$path starts no process and opens no file by itself', ({ text }) => {
    expect(text).not.toMatch(
      /from 'node:(child_process|fs|fs\/promises|http|https|dgram)'|\bcreateConnection\b.* from 'node:net'/,
    );
  });
});

test.each(sources)('$path fits in the head', ({ text }) => {
  expect(text.split('\n').length).toBeLessThanOrEqual(LINES_MAX);
});
