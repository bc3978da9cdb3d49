import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Host } from '@/agent/collectors/host';
import { unpackLz4 } from './lz4-frame';

export const LISTS_FOLDER = '/var/lib/apt/lists';

/** A list of packages that apt has fetched from one archive. */
export interface PackageList {
  readonly path: string;
  readonly isSecurity: boolean;
  /**
   * What apt does with its versions, see apt_preferences(5): `normal` ones replace older ones,
   * `reluctant` ones (backports) only those that came from there, `manual` ones none.
   */
  readonly priority: 'normal' | 'reluctant' | 'manual';
}

/** Lists that this can read; apt may be told to keep them in other formats. */
const READABLE = /_Packages(\.gz|\.lz4)?$/;
const ANY = /_Packages(\.\w+)?$/;

export function findPackageLists(host: Host): { lists: PackageList[]; unreadable: string[] } {
  const names = host.list(LISTS_FOLDER);
  const archives = names
    .filter((name) => /_(In)?Release$/.test(name))
    .map((name) => ({ prefix: name.replace(/(In)?Release$/, ''), name }));
  const lists = names
    .filter((name) => READABLE.test(name))
    .map((name) => {
      const archive = archives.find(({ prefix }) => name.startsWith(prefix));
      const header = archive && host.tryText(`${LISTS_FOLDER}/${archive.name}`);
      return { path: `${LISTS_FOLDER}/${name}`, ...parseArchive(header ?? '', name) };
    });
  return { lists, unreadable: names.filter((name) => ANY.test(name) && !READABLE.test(name)) };
}

/**
 * @param header of a Release file: what stands before its list of files.
 * @param name of the list, which holds the name of the suite.
 */
export function parseArchive(header: string, name: string) {
  const [fields = ''] = header.split(/^(?:MD5Sum|SHA\d+):/m, 1);
  const says = (field: string) => new RegExp(`^${field}: *yes`, 'im').test(fields);
  const isSecurity = /[-_]security[_-]/.test(name) || /^Label: .*security/im.test(fields);
  if (!says('NotAutomatic')) return { isSecurity, priority: 'normal' as const };
  const isReluctant = says('ButAutomaticUpgrades');
  return { isSecurity, priority: isReluctant ? ('reluctant' as const) : ('manual' as const) };
}

/**
 * The list's text in pieces, each good until the next one is asked for.
 * @throws {Error} while iterating, when it is unreadable or damaged.
 */
export function openPackageList(host: Host, { path }: PackageList): AsyncIterable<Uint8Array> {
  const pieces = host.stream(path);
  if (path.endsWith('.lz4')) return unpackLz4(pieces);
  if (path.endsWith('.gz')) return unpackGzip(pieces);
  return pieces;
}

async function* unpackGzip(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(copiesOf(pieces));
  const target = createGunzip();
  source.on('error', (error) => target.destroy(error));
  yield* source.pipe(target);
}

/** A stream reads ahead, and a piece is good until the next one is asked for. */
async function* copiesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Uint8Array.from(piece);
}
