#!/usr/bin/env node
/**
 * Records the files of this machine that collectors read, for `tests/fixtures/hosts/`.
 * Needs Node 20 and nothing else; works without root (what cannot be read is left out).
 * Names, addresses, serial numbers, keys and UUIDs are replaced by fictional ones of the same form;
 * look through the result all the same before you share it.
 */
import { lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import os from 'node:os';
import { basename, dirname, join, posix, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { extractOf } from './record-host/extracts.mjs';
import { Fiction } from './record-host/fiction.mjs';
import { changingPaths, linkPaths, markerDirectories, wantedPaths } from './record-host/paths.mjs';

const USAGE = `usage: node scripts/record-host.mjs <output directory> [options]

  --later <seconds>       wait, then record the counters once more, for rates
  --description <text>    what machine this is
  --pids <1,2,…>          these processes, instead of a choice of at most 16
  --omit <text>           leave out lines and paths that contain this; may be repeated
  --replace <from>=<to>   replace this text wherever it occurs; may be repeated
`;

const FILES_MAX = 380;
const TOTAL_BYTES_MAX = 280_000;
const FILE_BYTES_MAX = 24_000;
const FILE_LINES_MAX = 400;
const SPACE_TIMEOUT_MS = 2_000;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    later: { type: 'string' },
    description: { type: 'string', default: '' },
    pids: { type: 'string' },
    omit: { type: 'string', multiple: true, default: [] },
    replace: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

if (options.help || positionals.length !== 1) {
  console.log(USAGE);
  process.exit(options.help ? 0 : 2);
}

const output = resolve(positionals[0]);
const fiction = new Fiction({
  hostname: os.hostname(),
  fictionalHostname: basename(output),
  replacements: options.replace.map((pair) => pair.split('=', 2)),
});
const links = {};
const modified = {};
/** What was written, by the path on the machine. */
const texts = new Map();
const written = { files: 0, bytes: 0, unreadable: 0, beyondLimits: 0 };
const recordedPids = (options.pids ?? '').split(',').filter((pid) => /^\d+$/.test(pid));

await main();

async function main() {
  const wallMs = Date.now();
  const startedMs = performance.now();
  const pids = recordedPids.length > 0 ? recordedPids : undefined;
  const wanted = wantedPaths(pids).filter(isWelcome);
  for (const path of wanted) record(path);
  for (const path of linkPaths(pids).filter(isWelcome)) realPathOf(path);
  for (const path of markerDirectories()) recordMarker(path);
  const facts = {
    description: options.description,
    platform: process.platform,
    hostname: basename(output),
    release: os.release(),
    arch: os.machine(),
    user: fiction.user(os.userInfo()),
    addresses: addresses(),
    spaces: await spaces(),
    links: Object.fromEntries(Object.entries(links).sort()),
    modified,
    nowMs: Math.round(os.uptime() * 1_000),
    wallMs,
  };
  if (options.later !== undefined) facts.later = await recordLater(wanted, startedMs);
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, 'host.json'), `${JSON.stringify(facts, null, 2)}\n`);
  console.log(
    `${output}: ${written.files} files, ${Math.ceil(written.bytes / 1024)} KiB; ` +
      `${written.unreadable} missing or not readable, ${written.beyondLimits} left out for size`,
  );
}

function isWelcome(path) {
  return !options.omit.some((text) => path.includes(text));
}

/** What would be written for a file, or `undefined` when it cannot be read. */
function textOf(path) {
  let text;
  try {
    text = extractOf(path) ?? readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const lines = text.split('\n').filter((line) => isWelcome(line));
  const told = fiction.tell(path, lines.slice(0, FILE_LINES_MAX).join('\n'));
  const kept =
    told.length <= FILE_BYTES_MAX ? told : told.slice(0, told.lastIndexOf('\n', FILE_BYTES_MAX));
  return kept === '' || kept.endsWith('\n') || !text.endsWith('\n') ? kept : `${kept}\n`;
}

function record(path) {
  const text = textOf(path);
  if (text === undefined) {
    written.unreadable += 1;
    return;
  }
  const real = realPathOf(path);
  if (written.files >= FILES_MAX || written.bytes + text.length > TOTAL_BYTES_MAX) {
    written.beyondLimits += 1;
    return;
  }
  const target = join(output, fiction.path(real));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  texts.set(path, text);
  written.files += 1;
  written.bytes += text.length;
  if (!/^\/(proc|sys)\//.test(real)) noteModified(real);
}

/** An empty directory whose mere existence says something; git keeps no empty directories. */
function recordMarker(path) {
  noteModified(path);
  const target = join(output, path);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, '.gitkeep'), '');
}

function noteModified(path) {
  modified[fiction.path(path)] = Math.round(statSync(path).mtimeMs);
}

/**
 * Where a path really lies; every link on the way is noted, the last too.
 * `/proc/self`, `/proc/net` and `/proc/mounts` stay as they are named.
 */
function realPathOf(path) {
  let real = '';
  for (const part of path.split('/').slice(1)) {
    const place = `${real}/${part}`;
    const target = linkTarget(place);
    if (target !== undefined) links[fiction.path(place)] = fiction.path(target);
    if (target === undefined || !isFileLike(target)) real = place;
    else real = realPathOf(posix.resolve(real === '' ? '/' : real, target));
  }
  return real;
}

/** `/proc/<pid>/fd/7` points at `socket:[4711]`, which is no path. */
function isFileLike(target) {
  return !/^[a-z_]+:\[/.test(target);
}

function linkTarget(place) {
  if (/^\/proc\/(self|net|mounts)$/.test(place)) return undefined;
  try {
    return lstatSync(place).isSymbolicLink() ? readlinkSync(place) : undefined;
  } catch {
    return undefined;
  }
}

function addresses() {
  return Object.entries(os.networkInterfaces()).flatMap(([name, list = []]) =>
    list.map(({ address, family, netmask, mac, internal }) => ({
      interface: name,
      address: fiction.address(address),
      family,
      netmask,
      mac: fiction.mac(mac),
      internal,
    })),
  );
}

async function spaces() {
  const known = {};
  for (const mount of mountPoints().filter(isWelcome).slice(0, 40)) {
    const space = await within(SPACE_TIMEOUT_MS, statfs(mount)).catch(() => undefined);
    if (space === undefined) continue;
    known[fiction.path(mount)] = {
      totalBytes: space.blocks * space.bsize,
      freeBytes: space.bfree * space.bsize,
      availableBytes: space.bavail * space.bsize,
      files: space.files,
      freeFiles: space.ffree,
    };
  }
  return known;
}

function mountPoints() {
  const lines = process.platform === 'linux' ? readFileSync('/proc/self/mounts', 'utf8') : '- /';
  const points = lines
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point !== '')
    .map((point) =>
      point.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8))),
    );
  return [...new Set(points)];
}

function within(timeoutMs, promise) {
  return new Promise((answer, fail) => {
    const timer = setTimeout(() => fail(new Error('no answer in time')), timeoutMs);
    promise.then(answer, fail).finally(() => clearTimeout(timer));
  });
}

/** The counters once more, whole files as text. */
async function recordLater(wanted, startedMs) {
  await new Promise((wake) => setTimeout(wake, Number(options.later) * 1_000));
  const afterMs = Math.round(performance.now() - startedMs);
  const files = {};
  for (const path of wanted.filter(changingPaths)) {
    const text = textOf(path);
    const before = texts.get(path);
    if (text === undefined || before === undefined || before === text) continue;
    files[fiction.path(realPathOf(path))] = text;
  }
  return { afterMs, files };
}
