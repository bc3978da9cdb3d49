import { expect, test } from 'vitest';
import { createTemplate } from '@/common/expression/template';
import { Missing } from '@/common/expression/values';
import { LANGUAGE, surroundings } from './evaluator';

const around = surroundings({
  collector: {
    gossip: { zone: 'paris' },
    tags: ['web', 'front'],
    nested: '{{collector.gossip.zone}}',
  },
});
const filled = (text: string) => createTemplate(text, LANGUAGE).fill(around);

test.each([
  ['nginx', 'nginx'],
  ['', ''],
  ['zone::{{collector.gossip.zone}}', 'zone::paris'],
  ['{{collector.tags}}', 'web,front'],
  ['{{collector.tags.0}}-{{collector.none||x}}!', 'web-x!'],
  ["it's {{collector.gossip.zone}}'s", "it's paris's"],
  ['{{collector.nested}}', '{{collector.gossip.zone}}'],
])('%j becomes %j', (text, expected) => {
  expect(filled(text)).toBe(expected);
});

test('a missing value leaves no half of a text', () => {
  expect(filled('zone::{{collector.none}}')).toEqual(new Missing('collector has no value “none”'));
});

test.each(['{{collector.x', '{{}}', 'a {{nothing.x}} b'])('%j is refused', (text) => {
  expect(() => filled(text)).toThrow(/^column \d+: /);
});
