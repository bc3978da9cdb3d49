import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { NODE_MIN } from './set-up.mjs';
import { tarOf } from './tar.mjs';

/**
 * What a server hands to machines that join: `manifest.json` beside the files that it names.
 * @typedef {object} AgentManifest
 * @property {string} version
 * @property {string} nodeMin the oldest Node that runs the archive, such as `20.19`
 * @property {Download} archive the program and its packs, tar.gz
 * @property {readonly (Download & { platform: string })[]} executables with Node inside, gz
 * @property {readonly { path: string, sizeBytes: number, sha256: string }[]} files of the archive
 */

/**
 * @typedef {object} Download
 * @property {string} name of the file; holds the start of its checksum, so it never changes
 * @property {number} sizeBytes
 * @property {number} unpackedBytes
 * @property {string} sha256 hexadecimal
 */

/**
 * Packs a built agent: writes the archive and the manifest into its directory.
 * @param {string} directory
 * @param {string} version
 */
export async function packAgent(directory, version) {
  const files = await programFiles(directory);
  const tar = tarOf(files);
  const archive = await addDownload(directory, `opsbro-agent-${version}`, 'tar.gz', tar);
  await writeManifest(directory, {
    version,
    nodeMin: NODE_MIN.join('.'),
    archive,
    executables: [],
    files: files.map(({ path, content }) => ({
      path,
      sizeBytes: content.length,
      sha256: sha256(content),
    })),
  });
}

/**
 * Packs an executable file and names it in the manifest of the agent that it was built with.
 * @param {string} directory
 * @param {string} platform such as `linux-x64`
 */
export async function packExecutable(directory, platform) {
  const manifest = await readManifest(directory);
  const content = await readFile(join(directory, `opsbro-${platform}`));
  const name = `opsbro-${platform}-${manifest.version}`;
  const executable = { platform, ...(await addDownload(directory, name, 'gz', content)) };
  await writeManifest(directory, { ...manifest, executables: [executable] });
  return executable;
}

/**
 * @param {string} directory
 * @returns {Promise<AgentManifest>}
 */
async function readManifest(directory) {
  return JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'));
}

/**
 * @param {string} directory
 * @param {AgentManifest} manifest
 */
async function writeManifest(directory, manifest) {
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * @param {string} directory
 * @param {string} stem
 * @param {string} ending
 * @param {Buffer} content
 * @returns {Promise<Download>}
 */
async function addDownload(directory, stem, ending, content) {
  const packed = gzipSync(content);
  const sum = sha256(packed);
  const name = `${stem}-${sum.slice(0, 12)}.${ending}`;
  await writeFile(join(directory, name), packed);
  return { name, sizeBytes: packed.length, unpackedBytes: content.length, sha256: sum };
}

/**
 * The program as it was just built, in an order of its own.
 * @param {string} directory
 */
async function programFiles(directory) {
  const paths = await readdir(directory, { recursive: true });
  const files = await Promise.all(
    paths.sort().map(async (path) => {
      const { isFile, mode } = await entryOf(join(directory, path));
      if (!isFile) return [];
      return [{ path, mode, content: await readFile(join(directory, path)) }];
    }),
  );
  return files.flat();
}

/** @param {string} path */
async function entryOf(path) {
  const entry = await stat(path);
  return { isFile: entry.isFile(), mode: (entry.mode & 0o100) === 0 ? 0o644 : 0o755 };
}

/** @param {Uint8Array} content */
function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}
