import { PASSWORD_LENGTH_MIN } from '@/common/domain/user';
import { AppError } from '@/common/errors';

interface Person {
  readonly name: string;
  readonly email: string;
}

const DISTINCT_MIN = 5;
/** What must be left of a password once everything that is easy to guess is taken out. */
const LEFT_MIN = 6;
/** Rows of keys and of letters, walked either way, and what heads every list of leaked passwords. */
const WALKS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const COMMON =
  /password|passwort|passw0rd|p@ssw0rd|letmein|welcome|iloveyou|admin|opsbro|changeme/g;

/**
 * Refuses what guessers try first: repeats, walks over the keyboard, and one's own name.
 * @throws {AppError} INVALID saying what is wrong with it
 */
export function checkPassword(password: string, { name, email }: Person): void {
  if (password.length < PASSWORD_LENGTH_MIN) {
    throw refused(`it needs at least ${PASSWORD_LENGTH_MIN} characters`);
  }
  const plain = password.normalize('NFKC').toLowerCase();
  if (new Set(plain).size < DISTINCT_MIN) throw refused('it repeats the same few characters');
  const own = [...name.toLowerCase().split(/\s+/), ...email.toLowerCase().split(/[@.]/)];
  const withoutOwn = own
    .filter((word) => word.length >= 3)
    .reduce((left, word) => left.replaceAll(word, ''), plain);
  if (withoutOwn.length < LEFT_MIN) throw refused('it is little more than your name or address');
  const left = withoutWalks(withoutOwn.replace(COMMON, ''));
  if (left.length < LEFT_MIN) throw refused('it is among the first that a guesser tries');
  if (isRepeated(plain)) throw refused('it repeats a few characters over and over');
}

/** Takes out stretches of four and more that lie next to one another on a keyboard. */
function withoutWalks(text: string): string {
  let left = '';
  let at = 0;
  while (at < text.length) {
    const length = walkLength(text, at);
    if (length < 4) left += text[at];
    at += length < 4 ? 1 : length;
  }
  return left;
}

function walkLength(text: string, from: number): number {
  const rows = WALKS.flatMap((row) => [row, [...row].reverse().join('')]);
  let longest = 1;
  for (const row of rows) {
    let length = 2;
    while (from + length <= text.length && row.includes(text.slice(from, from + length))) {
      longest = Math.max(longest, length);
      length += 1;
    }
  }
  return longest;
}

function isRepeated(text: string): boolean {
  const period = (text + text).indexOf(text, 1);
  return period < LEFT_MIN && text.length % period === 0;
}

function refused(why: string): AppError {
  return new AppError('INVALID', `Choose another password: ${why}. A few unrelated words do well.`);
}
