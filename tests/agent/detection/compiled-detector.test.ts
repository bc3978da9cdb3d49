import { expect, test } from 'vitest';
import { compileDetector, judgeDetector } from '@/agent/detection/compiled-detector';
import { language } from '../checks/check-file';
import { detectorFile } from './detection-rig';

test('a detector of the original is read with its own words', () => {
  const text =
    'apply_if: "file_exists(\'/etc/nginx\') and {{collector.a.b}}"\nadd_groups: [nginx, "zone::{{collector.gossip.zone}}"]\ninterval: 10s\nversion: 1';
  const detector = compileDetector(detectorFile('nginx', text, 'detector'), language);
  expect(detector).toMatchObject({
    id: 'test.nginx',
    definition: { groups: ['nginx', 'zone::{{collector.gossip.zone}}'], intervalMs: 10_000 },
  });
  expect([...detector.collectors].sort()).toEqual(['a', 'gossip']);
});

const OWN = 'summary: x\nif: "True"\ngroups: [web]';

test.each([
  [OWN.replace('if:', 'unless:'), /yaml:unless: a detector has no unless|if: /],
  ['summary: x\ngroups: [web]', /yaml:if: if: /],
  ['summary: x\nif: "1"\ngroups: []', /yaml:groups: groups: /],
  [OWN.replace('"True"', '"1 +"'), /yaml:if: if: column 4: /],
  [OWN.replace('web', '"a{{collector"'), /yaml:groups\.0: groups\.0: column 1: /],
  [OWN.replace('web', 'two words'), /yaml:groups\.0: expected letters, .* found "two words"/],
  [`${OWN}\nsource: detected`, /source/],
  [`${OWN}\ninterval: 1ms`, /interval: expected .* at least 1s/],
])('%j is refused with its place', (text, fault) => {
  expect(judgeDetector(language)(detectorFile('x', text))).toMatch(fault);
});

test('a detector that is right has no fault', () => {
  expect(judgeDetector(language)(detectorFile('x', OWN))).toBeUndefined();
});
