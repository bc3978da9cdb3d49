import { ExpressionError, type Span } from '../expression/fault';
import { GROUP_LENGTH_MAX, GROUP_SET_LIMITS, GROUP_START, type GroupSet } from './group-set';

/**
 * Reads a group set expression: names of groups, `*` for every node, `!`, `&` and `|`, which bind in
 * this order, and parentheses.
 * @throws {ExpressionError} with the place in the text and what was expected there
 */
export function readGroupSet(text: string): GroupSet {
  if (text.length > GROUP_SET_LIMITS.length) {
    throw new ExpressionError(
      text,
      { start: GROUP_SET_LIMITS.length, end: text.length },
      `the text has ${text.length} characters; at most ${GROUP_SET_LIMITS.length} are allowed.`,
    );
  }
  return new GroupSetReader(text).read();
}

type Sign = '&' | '|';

const NAMES: Readonly<Record<Sign, 'and' | 'or'>> = { '&': 'and', '|': 'or' };

/** The words of other languages, which people try first. */
const MEANT: Readonly<Record<string, string>> = { and: '&', or: '|', not: '!' };

class GroupSetReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #terms = 0;
  /** What stands before the present place, for people. */
  #before = '';

  constructor(text: string) {
    this.#text = text;
  }

  read(): GroupSet {
    const set = this.#chain('|', () => this.#chain('&', () => this.#operand()));
    if (this.#next() === '') return set;
    throw this.#fault(`expected & or | ${this.#before}, found ${this.#found()}.`);
  }

  #chain(sign: Sign, operand: () => GroupSet): GroupSet {
    const first = operand();
    const operands = [first];
    while (this.#takes(sign)) operands.push(operand());
    return operands.length === 1 ? first : { is: NAMES[sign], operands };
  }

  #operand(): GroupSet {
    if (this.#takes('!')) return { is: 'not', operand: this.#deeper(() => this.#operand()) };
    if (this.#takes('(')) return this.#deeper(() => this.#inside());
    if (this.#takes('*')) return this.#term({ is: 'every-node' });
    return this.#group();
  }

  #inside(): GroupSet {
    const open = this.#at - 1;
    const set = this.#chain('|', () => this.#chain('&', () => this.#operand()));
    if (this.#takes(')')) return set;
    if (this.#next() !== '') {
      throw this.#fault(`expected &, | or ) ${this.#before}, found ${this.#found()}.`);
    }
    throw this.#fault('this ( has no end; expected ) behind it.', { start: open, end: open + 1 });
  }

  #group(): GroupSet {
    this.#next();
    const start = this.#at;
    const group = this.#nameAt(start);
    if (group === undefined) {
      const after = this.#before === '' ? '' : ` ${this.#before}`;
      throw this.#fault(`expected the name of a group${after}, found ${this.#found()}.`);
    }
    const end = start + group.length;
    if (group.length > GROUP_LENGTH_MAX) {
      const problem = `the name of a group has at most ${GROUP_LENGTH_MAX} characters.`;
      throw this.#fault(problem, { start, end });
    }
    this.#at = end;
    this.#before = `after ${group}`;
    return this.#term({ is: 'group', group });
  }

  #term(term: GroupSet): GroupSet {
    this.#terms += 1;
    if (this.#terms <= GROUP_SET_LIMITS.terms) return term;
    throw this.#fault(`at most ${GROUP_SET_LIMITS.terms} names of groups are allowed.`);
  }

  #deeper(read: () => GroupSet): GroupSet {
    this.#depth += 1;
    if (this.#depth > GROUP_SET_LIMITS.depth) {
      throw this.#fault(`this is nested deeper than ${GROUP_SET_LIMITS.depth}.`);
    }
    const set = read();
    this.#depth -= 1;
    return set;
  }

  #takes(sign: string): boolean {
    if (this.#next() !== sign) return false;
    this.#at += 1;
    this.#before = `after ${sign}`;
    return true;
  }

  /** The next character that is no space; empty at the end. */
  #next(): string {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
    return this.#text.charAt(this.#at);
  }

  #nameAt(start: number): string | undefined {
    GROUP_START.lastIndex = start;
    return GROUP_START.exec(this.#text)?.[0];
  }

  #found(): string {
    if (this.#next() === '') return 'the end';
    const name = this.#nameAt(this.#at);
    if (name === undefined) {
      return JSON.stringify(String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0));
    }
    const meant = MEANT[name.toLowerCase()];
    const shown = name.slice(0, 60);
    return meant === undefined ? shown : `${shown} (its sign is ${meant})`;
  }

  #fault(problem: string, span?: Span): ExpressionError {
    const start = Math.min(this.#at, this.#text.length);
    return new ExpressionError(this.#text, span ?? { start, end: start + 1 }, problem);
  }
}
