import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * A script of the server's for a thread or a process of its own: beside the built server, or made
 * now when that runs from sources.
 *
 * @param source `server/db/pglite-worker.ts`; `scripts/build-server.mjs` builds the same ones
 */
export async function builtScript(source: string): Promise<URL> {
  const name = basename(source, '.ts');
  if (!import.meta.url.endsWith('.ts')) return new URL(`./${name}.mjs`, import.meta.url);
  const known = bundled.get(source) ?? bundle(source, name);
  bundled.set(source, known);
  return await known;
}

const bundled = new Map<string, Promise<URL>>();

const ROOT = new URL('../../', import.meta.url);

/**
 * On Node 20 a TypeScript loader given to the process does not reach its threads, and one loaded in
 * each thread takes a second.
 */
async function bundle(source: string, name: string): Promise<URL> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(source, ROOT))],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const text = outputFiles[0]?.text ?? '';
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const folder = fileURLToPath(new URL('node_modules/.cache/opsbro', ROOT));
  const path = join(folder, `${name}-${hash}.mjs`);
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
  return pathToFileURL(path);
}
