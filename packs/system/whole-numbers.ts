const SPACE = 32;
const TAB = 9;
const ZERO = 48;

/**
 * The numbers between `from` and `to` of a text of the kernel, separated by spaces. What is not a
 * run of decimal digits comes out as `NaN`, so that a caller can say which line was wrong.
 *
 * Reads character by character: a machine with many processors has thousands of such numbers in one
 * file, and cutting each out of it first costs several times more.
 */
export function wholeNumbers(text: string, from: number, to: number): number[] {
  const numbers: number[] = [];
  let at = from;
  while (at < to) {
    let code = text.charCodeAt(at);
    if (code === SPACE || code === TAB) {
      at += 1;
      continue;
    }
    let value = 0;
    while (at < to && code !== SPACE && code !== TAB) {
      const digit = code - ZERO;
      value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
      at += 1;
      code = text.charCodeAt(at);
    }
    numbers.push(value);
  }
  return numbers;
}
