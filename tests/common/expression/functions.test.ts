import { describe, expect, test } from 'vitest';
import { defineFunction } from '@/common/expression/define-function';
import { describeFunctions, FUNCTIONS, functionTable } from '@/common/expression/function-table';
import { Meter } from '@/common/expression/limits';
import { createProgram } from '@/common/expression/program';
import { ROOTS } from '@/common/expression/scope';
import { reprOf } from '@/common/expression/show';
import { shown, surroundings } from './evaluator';

/** Of the original: what it exported, and what was written and never exported. */
const ORIGINAL =
  `list abs min max sum sorted len set file_exists grep_file path_dirname is_dir is_link
system_get_os system_is_python_2 system_is_python_3 system_user_exists system_userid_from_username
system_username_from_userid system_group_exists system_groupid_from_groupname
system_groupname_from_groupid colorize is_plain_file parse_json_file get_env ip_is_in_range check_tcp
ip_to_host host_to_ip is_in_group is_in_static_group gossip_get_zone gossip_count_nodes
gossip_have_event_type compliance_get_state_of_rule hosting_driver_is_active has_package now random
randomint_between shuffle hash file_hash_match string_upper string_lower string_split string_join
get_donut get_horizontal_bar set_difference set_intersection reverse`.split(/\s+/);

test('every function of the original is there', () => {
  const names = FUNCTIONS.map(({ name }) => name);
  expect(ORIGINAL.filter((name) => !names.includes(name))).toEqual([]);
});

const pure = FUNCTIONS.filter(({ needs }) => needs !== 'host');

test.each(pure.flatMap(({ examples }) => examples))('%s gives %s', (expression, result) => {
  expect(shown(expression, surroundings({ variables: {} }))).toBe(result);
});

describe.each(FUNCTIONS)('$name', ({ summary, returns, parameters, examples }) => {
  test('is documented', () => {
    expect(examples.length).toBeGreaterThan(0);
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(returns).not.toBe('');
    for (const { help } of parameters) expect(help).toMatch(/^[A-Za-z].*\.$/);
  });
});

test('the documentation is data, with a signature as one would write it', () => {
  const docs = describeFunctions(FUNCTIONS);
  expect(JSON.parse(JSON.stringify(docs))).toEqual(docs);
  expect(docs.find(({ name }) => name === 'grep_file')?.signature).toBe(
    'grep_file(string, path, regexp=False)',
  );
  expect(docs.find(({ name }) => name === 'max')?.signature).toBe('max(*values)');
});

test('a pack adds a function in one definition', () => {
  const double = defineFunction({
    name: 'double',
    group: 'basic',
    summary: 'Twice a number.',
    parameters: [{ name: 'number', kind: 'number', help: 'The number.' }],
    returns: 'a number',
    examples: [['double(2)', '4']],
    run: ({ number }) => number * 2,
  });
  const functions = functionTable([...FUNCTIONS, double]);
  const program = createProgram('double(number=4.5) + len([1])', { functions, roots: ROOTS });
  expect(reprOf(program.evaluate(surroundings()), new Meter())).toBe('10');
  expect(() => functionTable([double, double])).toThrow('There are two functions double.');
});

test('chance and time stay the same within one evaluation that asks the machine', async () => {
  const around = surroundings();
  const functions = functionTable(FUNCTIONS);
  const program = createProgram('(random(), system_get_os(), now())', { functions, roots: ROOTS });
  const rolled: number[] = [];
  const random = {
    next() {
      rolled.push(rolled.length);
      return 0.5;
    },
  };
  await program.resolve({ ...around, random });
  expect(rolled).toHaveLength(1);
});

test('what functions of the original were called before is understood, and not listed', () => {
  const functions = functionTable(FUNCTIONS);
  expect(functions.get('get_os')).toBe(functions.get('system_get_os'));
  const names = describeFunctions(functions.values()).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain('get_os');
});
