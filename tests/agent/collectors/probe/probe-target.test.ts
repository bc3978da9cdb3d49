import { describe, expect, test } from 'vitest';
import { hostAndPort, readTargets, TARGETS_MAX } from '@/agent/collectors/probe/probe-target';

const FORM = {
  parameter: 'http.targets',
  options: ['expect', 'contains', 'timeout'],
  nameOf: (target: string) => target,
};

describe('a target', () => {
  test('is a word with options behind it, and quotes keep spaces together', () => {
    const [target] = readTargets(['https://shop/  expect=200 contains="all is well" '], FORM);
    expect(target).toMatchObject({ name: 'https://shop/', target: 'https://shop/' });
    expect(target?.option('expect')).toBe('200');
    expect(target?.option('contains')).toBe('all is well');
    expect(target?.option('timeout')).toBeUndefined();
  });

  test('may have a name of its own', () => {
    expect(readTargets(['https://shop/ name="our shop"'], FORM)).toMatchObject([
      { name: 'our shop' },
    ]);
  });

  test.each([
    [' ', /target 1 \( \): it is empty\.$/],
    ['x expct=200', /"expct=200" is no option; there are name=, expect=, contains=, timeout=\.$/],
    ['x 200', /"200" is no option/],
    ['x expect=', /expect= needs a value/],
    ['x expect=1 expect=2', /it has expect= twice/],
  ])('%j is refused, and the sentence says which and why', (text, sentence) => {
    expect(() => readTargets([text], FORM)).toThrow(/^The parameter http\.targets, target 1 /);
    expect(() => readTargets([text], FORM)).toThrow(sentence);
  });

  test('has a name that no other has', () => {
    expect(() => readTargets(['a', 'b', 'a expect=3'], FORM)).toThrow(
      'target 3 (a expect=3): another target is called a: give one of them name=…',
    );
  });

  test.each(['0s', '9s', '5', 'soon', '-1s'])('has no time-out of %s', (timeout) => {
    const [target] = readTargets([`x timeout=${timeout}`], FORM);
    expect(() => target?.durationMs('timeout', { defaultMs: 1, maxMs: 8_000 })).toThrow(
      /expected a duration such as 10s.*, at most 8s\.$/,
    );
  });

  test('is one of a bounded number', () => {
    const many = Array.from({ length: TARGETS_MAX + 1 }, (_, n) => `t${n}`);
    expect(readTargets(many.slice(1), FORM)).toHaveLength(TARGETS_MAX);
    expect(() => readTargets(many, FORM)).toThrow(`more than ${TARGETS_MAX} targets`);
  });
});

describe('a host with its port', () => {
  const read = (target: string, portDefault?: number) =>
    hostAndPort({ target, fault: (sentence) => new Error(sentence) }, portDefault);

  test.each([
    ['db.example:5432', { host: 'db.example', port: 5432 }],
    ['192.0.2.1:22', { host: '192.0.2.1', port: 22 }],
    ['[2001:db8::1]:22', { host: '2001:db8::1', port: 22 }],
  ])('%s is read', (text, place) => {
    expect(read(text)).toEqual(place);
  });

  test('may leave the port out where there is a usual one', () => {
    expect(read('shop.example', 443)).toEqual({ host: 'shop.example', port: 443 });
    expect(() => read('shop.example')).toThrow('such as db.example:5432');
  });

  test.each(['', ':22', 'db:0', 'db:70000', 'db:x', '2001:db8::1:22', 'https://db:1', 'me@db:22'])(
    '%j is none',
    (text) => {
      expect(() => read(text, 443)).toThrow('expected a host and its port');
    },
  );
});
