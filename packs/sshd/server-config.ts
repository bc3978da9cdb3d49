import type { Host } from '@/agent/collectors/host';

/** A setting of sshd_config(5): its name in lower case, and what stands behind it. */
export interface Setting {
  readonly keyword: string;
  readonly value: string;
}

const HOME = '/etc/ssh';
/** As sshd itself. */
const DEPTH_MAX = 16;
const FILES_MAX = 256;

/**
 * The settings that hold for every connection, in the order of their weight: for all but `Port` and
 * the like the first one wins. Includes are followed where they stand; from the first `Match` on
 * nothing is for everybody, so that the rest of that file is left out.
 *
 * @returns `undefined` when the main file is missing or unreadable.
 */
export function readServerConfig(host: Host): Setting[] | undefined {
  const text = host.tryText(`${HOME}/sshd_config`);
  if (text === undefined) return undefined;
  const budget = { files: FILES_MAX };
  return settingsOf(host, text, 0, budget);
}

function settingsOf(host: Host, text: string, depth: number, budget: { files: number }): Setting[] {
  return parseServerConfig(text).flatMap((setting) => {
    if (setting.keyword !== 'include') return [setting];
    if (depth >= DEPTH_MAX) return [];
    return includedFiles(host, setting.value).flatMap((path) => {
      budget.files -= 1;
      const included = budget.files < 0 ? undefined : host.tryText(path);
      return included === undefined ? [] : settingsOf(host, included, depth + 1, budget);
    });
  });
}

/** One file without its includes, up to its first `Match` block. */
export function parseServerConfig(text: string): Setting[] {
  const settings: Setting[] = [];
  for (const line of text.split('\n')) {
    const [, keyword, rest] = /^\s*([A-Za-z]\w*)(?:\s*=\s*|\s+)(.+?)\s*$/.exec(line) ?? [];
    if (keyword === undefined || rest === undefined) continue;
    if (/^match$/i.test(keyword)) break;
    const value = rest.replace(/\s+#.*$/, '').replace(/^"(.*)"$/, '$1');
    settings.push({ keyword: keyword.toLowerCase(), value });
  }
  return settings;
}

/** Several patterns may stand in one line; `*` and `?` are understood in the last part of a path. */
function includedFiles(host: Host, patterns: string): string[] {
  return patterns.split(/\s+/).flatMap((pattern) => {
    const path = pattern.startsWith('/') ? pattern : `${HOME}/${pattern}`;
    if (!/[*?]/.test(path)) return [path];
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, slash);
    const matches = wildcard(path.slice(slash + 1));
    const names = host.list(folder).filter((name) => !name.startsWith('.') && matches.test(name));
    return names.toSorted().map((name) => `${folder}/${name}`);
  });
}

function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/[\\^$.*+?()[\]{}|]/g, (sign) => {
    if (sign === '*') return '.*';
    return sign === '?' ? '.' : `\\${sign}`;
  });
  return new RegExp(`^${source}$`);
}
