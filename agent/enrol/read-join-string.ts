import { readFileSync } from 'node:fs';
import { AppError, messageOf } from '@/common/errors';
import { type JoinString, parseJoinString } from '@/common/protocol/join-string';

const LENGTH_MAX = 1_024;

/**
 * A join string from a file, or from standard input up to its first line's end. Never from the
 * command line, where every user of the machine could read it.
 * @throws {AppError} INVALID
 */
export async function readJoinString(file: string | undefined): Promise<JoinString> {
  return parseJoinString(file === undefined ? await firstLineOfInput() : textOf(file));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, LENGTH_MAX);
  } catch (error) {
    throw new AppError('INVALID', `The join string cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

async function firstLineOfInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const piece of process.stdin) {
    text += String(piece);
    if (text.trim().includes('\n') || text.endsWith('\n') || text.length > LENGTH_MAX) break;
  }
  return text.slice(0, LENGTH_MAX);
}
