import { describe, expect, test } from 'vitest';
import { Meter } from '@/common/expression/limits';
import { createProgram } from '@/common/expression/program';
import { reprOf } from '@/common/expression/show';
import { Missing } from '@/common/expression/values';
import { LANGUAGE, shown, surroundings } from './evaluator';

const data = {
  collector: {
    memory: { phys_used: 94.2, none: null, no: false, zero: 0, empty: '' },
    mongodb: { app: { size: 10 }, log: { size: 30 }, bare: {} },
    deep: { a: { x: { n: 1 }, y: { n: 2 } }, b: { z: { n: 3 } } },
    list: ['a', 'b', 'c'],
    disks: { '/mnt/a.b': { used: 7 }, 'a|b': 8 },
  },
  parameters: { warning: 80, critical: 90 },
  variables: { text: 'load', code: "{{parameters.critical}} or 1 ** 'x'" },
};
const around = surroundings(data);
const reasonOf = (text: string) => {
  const value = createProgram(text, LANGUAGE).evaluate(around);
  return value instanceof Missing ? value.reason : `not missing: ${reprOf(value, new Meter())}`;
};

const GONE = '{{collector.redis.available}}';
const WHY = 'collector has no value “redis”';

describe('a missing value', () => {
  test.each([
    GONE,
    `${GONE} > 90`,
    `90 > ${GONE}`,
    `${GONE} == None`,
    `${GONE} != ''`,
    `${GONE} is None`,
    `1 in ${GONE}`,
    `${GONE} in [1]`,
    `not ${GONE}`,
    `-${GONE}`,
    `${GONE} + 1`,
    `'%s' % ${GONE}`,
    `'a' * ${GONE}`,
    `[1, ${GONE}]`,
    `(${GONE},)`,
    `{'a': ${GONE}}`,
    `{${GONE}: 1}`,
    `[1][${GONE}]`,
    `${GONE}[0]`,
    `'abc'[${GONE}:]`,
    `max([1, ${GONE}])`,
    `len(${GONE})`,
    `${GONE}.upper()`,
    `'a'.join(${GONE})`,
    `1 if ${GONE} else 2`,
    `1 < ${GONE} < 3`,
    `'redis is {{collector.redis.available}}'`,
    `${GONE} and True`,
    `True and ${GONE}`,
    `${GONE} or False`,
    `False or ${GONE}`,
    `${GONE} or ''`,
  ])('makes %s missing too, with the reason', (expression) => {
    expect(reasonOf(expression)).toBe(WHY);
  });

  test.each([
    [`${GONE} and False`, 'False'],
    [`False and ${GONE}`, 'False'],
    [`${GONE} and 0 and 1`, '0'],
    [`${GONE} or True`, 'True'],
    [`True or ${GONE}`, 'True'],
    [`${GONE} or 0 or 'b'`, "'b'"],
    [`3 < 2 < ${GONE}`, 'False'],
    [`2 if False else 1`, '1'],
    [`is_missing(${GONE})`, 'True'],
    [`is_missing(${GONE} > 90)`, 'True'],
    [`is_missing(None)`, 'False'],
    ['{{collector.redis.available||False}}', 'False'],
    ['{{collector.redis.available||42}} + 1', '43'],
    ['{{collector.redis.available||UNKNOWN}}', "'UNKNOWN'"],
    ['{{collector.redis.available||not known}}', "'not known'"],
    ['{{collector.redis.available||n/a}}', "'n/a'"],
    ['{{collector.redis.available||}}', "''"],
    ['{{collector.redis.available||[1, 2]}}', '[1, 2]'],
    ['{{collector.redis.available||{}}}', '{}'],
    ["{{collector.redis.available||{'a': {}}}}", "{'a': {}}"],
    ["{{collector.redis.available||'a}}b'}}", "'a}}b'"],
    ['{{collector.redis.available||collector.memory.phys_used}}', '94.2'],
    ['{{collector.redis.available||{{parameters.warning}} * 2}}', '160'],
    ['{{collector.redis.available||max(1, 5)}}', '5'],
    ['{{collector.redis.available|UNKNOWN}}', "'UNKNOWN'"],
    ['{{collector.redis.available|collector.memory.phys_used}}', '94.2'],
    ['{{parameters.absent|critical}}', '90'],
    ['{{parameters.warning|critical}}', '80'],
    ['{{parameters.a|b||7}}', '7'],
  ])('leaves %s at %s', (expression, expected) => {
    expect(shown(expression, around)).toBe(expected);
  });

  test.each([
    ['{{collector.memory.none}}', 'None'],
    ['{{collector.memory.none||1}}', 'None'],
    ['{{collector.memory.no||1}}', 'False'],
    ['{{collector.memory.zero||1}}', '0'],
    ['{{collector.memory.empty||1}}', "''"],
  ])('is not what %s is: that is %s', (expression, expected) => {
    expect(shown(expression, around)).toBe(expected);
  });

  test.each([
    [
      '{{collector.memory.phys_usd}}',
      'collector.memory has no value “phys_usd”; did you mean phys_used?',
    ],
    ['{{collector.memory.phys_used.a}}', 'collector.memory.phys_used has nothing below it'],
    ['{{collector.list.9}}', 'collector.list is a list of 3, without 9'],
    ['{{collector.mongodb.*.none}}', 'nothing in collector.mongodb fits *.none'],
    ['{{configuration.zone}}', 'nothing here has configuration'],
    ['{{collector.__proto__.x}}', 'collector has no value “__proto__”'],
    ['{{collector.memory.constructor}}', 'collector.memory has no value “constructor”'],
    ['{{collector.list.length}}', 'collector.list is a list of 3, without length'],
  ])('%s says why: %s', (expression, reason) => {
    expect(reasonOf(expression)).toBe(reason);
  });
});

describe('paths', () => {
  test.each([
    ['{{collector.list.0}}', "'a'"],
    ['{{collector.list.-1}}', "'c'"],
    ['{{ collector.list.1 }}', "'b'"],
    ['{{collector.mongodb.*.size}}', '[10, 30]'],
    ['max({{collector.mongodb.*.size}})', '30'],
    ['{{collector.list.*}}', "['a', 'b', 'c']"],
    ['{{collector.deep.*.*.n}}', '[1, 2, 3]'],
    ['{{collector.disks."/mnt/a.b".used}}', '7'],
    ['{{collector.disks."a|b"}}', '8'],
    ["'{{variables.text}}: {{parameters.warning}}%'", "'load: 80%'"],
    ["'{{ nothing }} {{x.y}}'", "'{{ nothing }} {{x.y}}'"],
  ])('%s is %s', (expression, expected) => {
    expect(shown(expression, around)).toBe(expected);
  });

  test('what data say is never read as an expression', () => {
    expect(shown('{{variables.code}}', around)).toBe(`"{{parameters.critical}} or 1 ** 'x'"`);
  });
});
