import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '@/common/errors';
import { parseJson } from '@/common/json';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';
import type { Signer } from '@/common/node/ed25519';
import { nodeIdOf } from '@/common/node/node-id';
import { isEndorsed, lineageOf, lineageUpTo, memberIdOf, succeeded } from '../gossip/key-lineage';
import type { KeyLineage } from '../gossip/message';

/** A key and the node that it speaks for. */
interface NodeKey extends Signer {
  readonly nodeId: string;
}

const bytesOf = (count: number) =>
  z.base64().transform((text, context) => {
    const bytes = new Uint8Array(Buffer.from(text, 'base64'));
    if (bytes.length !== count) context.addIssue(`expected ${count} bytes`);
    return bytes;
  });

const lineageFile = z.strictObject({
  firstKey: bytesOf(32),
  successions: z.array(z.strictObject({ publicKey: bytesOf(32), endorsement: bytesOf(64) })),
});

/**
 * How the keys of this node followed one another, `identity/lineage.json`: with it, members that
 * know the first key believe the present one.
 * @param directory of the identity
 * @param previous the key before the present one, for a node that changed it before this file was kept
 * @throws {AppError} INVALID when nothing leads from the first key to the present one
 */
export function readLineage(
  directory: string,
  key: NodeKey,
  previous: Signer | undefined,
): KeyLineage {
  const lineage = findLineage(directory, key, previous);
  if (lineage !== undefined) return lineage;
  throw new AppError(
    'INVALID',
    `${pathIn(directory)} does not lead from the first key of this node to the one that it has now, so that other agents cannot know it: restore the file from a backup, or make a new node of this machine with "opsbro agent rekey".`,
  );
}

/**
 * Has the present key speak for the one that takes its place; before that is put in place, so that
 * no crash in between leaves a key that nobody endorsed.
 */
export function endorseNextKey(
  directory: string,
  key: NodeKey,
  previous: Signer | undefined,
  nextPublicKey: Uint8Array,
): void {
  const lineage = findLineage(directory, key, previous);
  if (lineage !== undefined) write(directory, succeeded(lineage, key, nextPublicKey));
}

function findLineage(
  directory: string,
  key: NodeKey,
  previous: Signer | undefined,
): KeyLineage | undefined {
  const known = lineageUpTo(readFile(directory) ?? lineageOf(key.publicKey), key.publicKey);
  if (known !== undefined && isOf(known, key.nodeId)) return known;
  if (previous === undefined || nodeIdOf(previous.publicKey) !== key.nodeId) return undefined;
  return succeeded(lineageOf(previous.publicKey), previous, key.publicKey);
}

function isOf(lineage: KeyLineage, nodeId: string): boolean {
  return memberIdOf(lineage) === nodeId && isEndorsed(lineage);
}

function write(directory: string, { firstKey, successions }: KeyLineage): void {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const file = {
    firstKey: text(firstKey),
    successions: successions.map(({ publicKey, endorsement }) => ({
      publicKey: text(publicKey),
      endorsement: text(endorsement),
    })),
  };
  writeFileAtomic(pathIn(directory), `${JSON.stringify(file)}\n`);
}

/** A damaged file is none: it holds nothing that could not be said again, or is missed above. */
function readFile(directory: string): KeyLineage | undefined {
  try {
    return lineageFile.safeParse(parseJson(readFileSync(pathIn(directory), 'utf8'))).data;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function pathIn(directory: string): string {
  return join(directory, 'lineage.json');
}
