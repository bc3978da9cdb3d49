/** Of files that are long on every machine, the part that is worth keeping. */
import { readdirSync, readFileSync } from 'node:fs';

const PACKAGES_MAX = 14;
const SMAPS_LINES = 30;
const ACPI_HEADER_BYTES = 36;
const LISTS = '/var/lib/apt/lists';
/** Recorded without content: that they are there says enough. */
const COMPRESSED = /\.(lz4|gz|xz|zst)$/;

/** The extract of a file, or `undefined` when the whole of it is wanted. */
export function extractOf(path) {
  if (path.endsWith('/smaps')) return firstLines(readFileSync(path, 'utf8'), SMAPS_LINES);
  if (path === '/proc/cpuinfo') return shortFlags(readFileSync(path, 'utf8'));
  if (path === '/sys/firmware/acpi/tables/DSDT') return printableStart(path);
  if (path === '/proc/interrupts') return firstLines(readFileSync(path, 'utf8'), 40);
  if (path === '/lib/apk/db/installed') return stanzasOf(path).slice(0, PACKAGES_MAX).join('\n\n');
  if (path === '/var/lib/dpkg/status') return stanzas(path, chosenPackages());
  if (COMPRESSED.test(path)) return '';
  if (path.startsWith(`${LISTS}/`)) return stanzas(path, chosenPackages());
  return undefined;
}

/** The header of an ACPI table, which names its maker; bytes that are no text become dots. */
function printableStart(path) {
  const header = readFileSync(path, 'latin1').slice(0, ACPI_HEADER_BYTES);
  return header.replace(/[^ -~]/g, '.');
}

function firstLines(text, count) {
  return `${text.split('\n').slice(0, count).join('\n')}\n`;
}

/** Flags are long and the same for each processor: whole for the first, a few for the others. */
function shortFlags(text) {
  let count = 0;
  return text.replace(/^(flags|bugs|vmx flags)(\s*:)(.*)$/gm, (line, key, colon, rest) => {
    count += key === 'flags' ? 1 : 0;
    if (count <= 1) return line;
    return `${key}${colon}${rest.split(' ').slice(0, 12).join(' ')}`;
  });
}

let chosen;

/** Installed packages: first those that an index offers in another version, then any. */
function chosenPackages() {
  if (chosen !== undefined) return chosen;
  const installed = stanzasOf('/var/lib/dpkg/status');
  const offered = new Map();
  for (const name of indexes()) {
    for (const stanza of stanzasOf(`${LISTS}/${name}`)) {
      const key = fieldOf(stanza, 'Package');
      offered.set(key, [...(offered.get(key) ?? []), fieldOf(stanza, 'Version')]);
    }
  }
  const differs = (stanza) =>
    (offered.get(fieldOf(stanza, 'Package')) ?? []).some(
      (version) => version !== fieldOf(stanza, 'Version'),
    );
  const isOdd = (stanza) => fieldOf(stanza, 'Status') !== 'install ok installed';
  const names = [
    ...installed.filter(isOdd).slice(0, 3),
    ...installed.filter(differs).slice(0, 6),
    ...installed,
  ].map((stanza) => fieldOf(stanza, 'Package'));
  chosen = new Set([...new Set(names)].slice(0, PACKAGES_MAX));
  return chosen;
}

function indexes() {
  try {
    return readdirSync(LISTS).filter((name) => name.endsWith('_Packages'));
  } catch {
    return [];
  }
}

/** Long fields that nobody asks for are left out. */
function stanzas(path, names) {
  const kept = stanzasOf(path)
    .filter((stanza) => names.has(fieldOf(stanza, 'Package')))
    .map((stanza) =>
      stanza.replace(/^(Description|Conffiles|Tag|Description-md5):.*(\n .*)*\n?/gm, '').trimEnd(),
    );
  return kept.length === 0 ? '' : `${kept.join('\n\n')}\n\n`;
}

const parsed = new Map();

function stanzasOf(path) {
  if (!parsed.has(path))
    parsed.set(path, readFileSync(path, 'utf8').split(/\n\n+/).filter(Boolean));
  return parsed.get(path);
}

function fieldOf(stanza, name) {
  return stanza.match(new RegExp(`^${name}: *(.*)$`, 'm'))?.[1];
}
