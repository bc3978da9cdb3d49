import { expect, test } from 'vitest';
import { reasonIn } from '../../scripts/lib/agent-process.mjs';

const crash = `file:///opt/opsbro/agent.mjs:10
    authorities();
    ^

ReferenceError: authorities is not defined
    at file:///opt/opsbro/agent.mjs:10:5
    at async main (file:///opt/opsbro/agent.mjs:12:1)

Node.js v20.20.2
`;

test.each([
  [crash, 'ReferenceError: authorities is not defined'],
  ['opsbro: The packs are not there.\n', 'opsbro: The packs are not there'],
  ['', ''],
])('of %j a person is told %j', (complaint, reason) => {
  expect(reasonIn(complaint)).toBe(reason);
});
