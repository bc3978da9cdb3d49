import type { Json } from '@/common/json';
import { defineFunction } from '../define-function';
import { fromJson } from '../json';
import { compiledPattern, isSearchable } from '../regex';
import { includes } from '../text-search';
import { Missing } from '../values';

const path = { name: 'path', kind: 'text', help: 'Where it is.' } as const;

/** Of a file that is searched or parsed. */
const READ_BYTES_MAX = 1_048_576;

export const FILESYSTEM_FUNCTIONS = [
  defineFunction({
    name: 'file_exists',
    group: 'filesystem',
    summary: 'Whether there is a file, a directory or anything else at a path.',
    parameters: [path],
    returns: 'True or False',
    examples: [
      ["file_exists('/etc/hostname')", 'True'],
      ["file_exists('/etc/nothing')", 'False'],
    ],
    needs: 'host',
    ask: async (given, host, { signal }) => (await host.fileKind(given.path, signal)) !== undefined,
  }),
  defineFunction({
    name: 'is_plain_file',
    group: 'filesystem',
    summary: 'Whether there is a file at a path.',
    parameters: [path],
    returns: 'True or False',
    examples: [["is_plain_file('/etc')", 'False']],
    needs: 'host',
    ask: async (given, host, { signal }) => (await host.fileKind(given.path, signal)) === 'file',
  }),
  defineFunction({
    name: 'is_dir',
    group: 'filesystem',
    summary: 'Whether there is a directory at a path.',
    parameters: [path],
    returns: 'True or False',
    examples: [["is_dir('/etc')", 'True']],
    needs: 'host',
    ask: async (given, host, { signal }) =>
      (await host.fileKind(given.path, signal)) === 'directory',
  }),
  defineFunction({
    name: 'is_link',
    group: 'filesystem',
    summary: 'Whether there is a symbolic link at a path.',
    parameters: [path],
    returns: 'True or False',
    examples: [["is_link('/etc/hostname')", 'False']],
    needs: 'host',
    ask: (given, host, { signal }) => host.isLink(given.path, signal),
  }),
  defineFunction({
    name: 'path_dirname',
    group: 'filesystem',
    summary: 'A path without its last part.',
    parameters: [path],
    returns: 'a text',
    examples: [
      ["path_dirname('/etc/hostname')", "'/etc'"],
      ["path_dirname('hostname')", "''"],
    ],
    run({ path: given }) {
      const head = given.slice(0, given.lastIndexOf('/') + 1);
      return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '');
    },
  }),
  defineFunction({
    name: 'grep_file',
    group: 'filesystem',
    summary:
      'Whether a text, or what a regular expression matches, is in the first MiB of a file; capitals are as small letters.',
    parameters: [
      { name: 'string', kind: 'text', help: 'The text, or the regular expression.' },
      path,
      {
        name: 'regexp',
        kind: 'boolean',
        default: false,
        help: 'The text is a regular expression (RE2 syntax).',
      },
    ],
    returns: 'True or False; False when the file cannot be read',
    examples: [
      ["grep_file('ROOT:', '/etc/passwd')", 'True'],
      ["grep_file('^root:.*:0:0:', '/etc/passwd', regexp=True)", 'True'],
    ],
    needs: 'host',
    async ask({ string, path: given, regexp }, host, { regex, signal }) {
      const text = await host.readText(given, READ_BYTES_MAX, signal);
      if (text === undefined) return false;
      if (!regexp) return includes(text.toLowerCase(), string.toLowerCase());
      if (regex === undefined) return new Missing('there are no regular expressions here');
      // Line by line, as grep has it: ^ and $ are the ends of one.
      const pattern = compiledPattern(regex, `(?m:${string})`, true);
      if (!isSearchable(pattern, text)) {
        return new Missing(`${given} is too long for a pattern of this size`);
      }
      return pattern.test(text);
    },
  }),
  defineFunction({
    name: 'parse_json_file',
    group: 'filesystem',
    summary: 'What a file of JSON says, at most 1 MiB of it.',
    parameters: [path],
    returns: 'a dict, a list or whatever it holds; missing when it cannot be read',
    examples: [["parse_json_file('/etc/opsbro.json')['name']", "'opsbro'"]],
    needs: 'host',
    async ask({ path: given }, host, { signal }) {
      const text = await host.readText(given, READ_BYTES_MAX, signal);
      if (text === undefined) return new Missing(`${given} cannot be read`);
      try {
        return fromJson(JSON.parse(text) as Json);
      } catch (error) {
        return new Missing(`${given} is no JSON: ${(error as Error).message}`);
      }
    },
  }),
];
