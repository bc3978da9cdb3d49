import { readFileSync } from 'node:fs';
import { AppError, messageOf } from '@/common/errors';

const LENGTH_MAX = 65_536;

/**
 * The text of a key from a file, or from standard input: to its end, or of its first line where a
 * person types it.
 * @throws {AppError} INVALID
 */
export async function readKeyText(file: string | undefined): Promise<string> {
  const text = file === undefined ? await textOfInput() : textOf(file);
  if (text.trim() !== '') return text;
  throw new AppError('INVALID', 'There is no key: give it with --key-file or on standard input.');
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, LENGTH_MAX);
  } catch (cause) {
    throw new AppError('INVALID', `The key cannot be read: ${messageOf(cause)}.`, { cause });
  }
}

async function textOfInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const piece of process.stdin) {
    text += String(piece);
    if ((process.stdin.isTTY && text.endsWith('\n')) || text.length > LENGTH_MAX) break;
  }
  return text.slice(0, LENGTH_MAX);
}
