import { numberIn } from './show-info';

/** One line of `show stat`: a frontend, a backend, or a server of a backend. */
export interface StatLine {
  readonly kind: 'frontend' | 'backend' | 'server';
  readonly proxy: string;
  /** FRONTEND and BACKEND for those. */
  readonly server: string;
  readonly status: string;
  number(column: string): number | undefined;
}

const KINDS: Readonly<Record<string, StatLine['kind']>> = {
  '0': 'frontend',
  '1': 'backend',
  '2': 'server',
};

/**
 * @param text CSV whose first line names the columns: `# pxname,svname,…`
 * @returns `undefined` for anything else than an answer to `show stat`
 */
export function parseShowStat(text: string): StatLine[] | undefined {
  const [heading = '', ...lines] = text.trim().split('\n');
  if (!heading.startsWith('# pxname,svname,')) return undefined;
  const columns = heading.slice(2).split(',');
  const places = new Map(columns.map((column, place) => [column, place]));
  return lines.flatMap((line) => lineOf(fieldsOf(line), places) ?? []);
}

function lineOf(
  fields: readonly string[],
  places: ReadonlyMap<string, number>,
): StatLine | undefined {
  const field = (column: string) => fields[places.get(column) ?? -1];
  const kind = KINDS[field('type') ?? ''];
  const [proxy, server, status] = [field('pxname'), field('svname'), field('status')];
  if (kind === undefined || !proxy || !server || status === undefined) return undefined;
  return { kind, proxy, server, status, number: (column) => numberIn(field(column)) };
}

/** Messages of health checks may be quoted, with commas in them. */
function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
