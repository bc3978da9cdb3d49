import { defineFunction } from '../define-function';
import { Fault } from '../fault';
import { Missing } from '../values';

const ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

const algorithm = {
  name: 'algorithm',
  kind: 'text',
  help: 'md5, sha1, sha224, sha256, sha384 or sha512.',
} as const;

export const HASH_FUNCTIONS = [
  defineFunction({
    name: 'hash',
    group: 'hash',
    summary: 'The digest of a text.',
    parameters: [{ name: 'string', kind: 'text', help: 'The text.' }, algorithm],
    returns: 'hexadecimal digits',
    examples: [["hash('abc', 'md5')", "'900150983cd24fb0d6963f7d28e17f72'"]],
    needs: 'host',
    ask: ({ string, algorithm: given }, host) => host.textDigest(string, known(given)),
  }),
  defineFunction({
    name: 'file_hash_match',
    group: 'hash',
    summary: 'Whether a file has a digest.',
    parameters: [
      { name: 'path', kind: 'text', help: 'The file.' },
      algorithm,
      { name: 'hash', kind: 'text', help: 'Hexadecimal digits.' },
    ],
    returns: 'True or False; missing when the file cannot be read',
    examples: [
      [
        "file_hash_match('/etc/hostname', 'sha1', 'da39a3ee5e6b4b0d3255bfef95601890afd80709')",
        'False',
      ],
    ],
    needs: 'host',
    timeoutMs: 30_000,
    async ask({ path, algorithm: given, hash }, host, { signal }) {
      const found = await host.fileDigest(path, known(given), signal);
      if (found === undefined) return new Missing(`${path} cannot be read`);
      return found === hash.trim().toLowerCase();
    },
  }),
];

function known(algorithm: string): string {
  const name = algorithm.toLowerCase();
  if (ALGORITHMS.includes(name)) return name;
  throw new Fault(`algorithm is one of ${ALGORITHMS.join(', ')}, found ${algorithm.slice(0, 40)}.`);
}
