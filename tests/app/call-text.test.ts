import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { clientText, commandText, curlText, quoted } from '@/app/_lib/call-text';

const target = { origin: 'http://localhost:7788', pin: null };
const edit = {
  path: 'nodes.edit',
  type: 'mutation',
  input: { displayName: "it's $(rm -rf /)" },
} as const;
const list = { path: 'nodes.list', type: 'query', input: { query: "o'web" } } as const;

test('what was typed into a form reaches a shell as it is, whatever it is', () => {
  const nasty = `it's $(rm -rf /) "\`x\`" \\ !! \n ; #`;
  const said = execFileSync('sh', ['-c', `printf %s ${quoted(nasty)}`], { encoding: 'utf8' });
  expect(said).toBe(nasty);
});

test('a change is posted, a question is asked with GET', () => {
  expect(curlText(target, edit)).toContain(`-d '{"json":{"displayName":"it'\\''s $(rm -rf /)"}}'`);
  expect(curlText(target, list)).toContain(
    `-G --data-urlencode 'input={"json":{"query":"o'\\''web"}}'`,
  );
  expect(curlText(target, { path: 'health.server', type: 'query' })).not.toMatch(/-d |-G/);
});

test('a certificate that no authority vouches for is pinned, and only such a one', () => {
  const own = { origin: 'https://ops.example.org', pin: 'AAAA' };
  expect(curlText(own, list)).toContain(`--pinnedpubkey 'sha256//AAAA'`);
  expect(clientText(own, list)).toContain(`  pin: 'AAAA',`);
  expect(curlText(target, list)).not.toContain('pinned');
  expect(clientText(target, list)).not.toContain('pin:');
});

test('the client is called by the procedure’s own verb', () => {
  expect(clientText(target, list)).toContain('await opsbro.nodes.list.query({\n  "query"');
  expect(clientText(target, edit)).toContain('await opsbro.nodes.edit.mutate({');
  expect(clientText(target, { path: 'auth.me', type: 'query' })).toContain('auth.me.query()');
});

test('the command of the server’s machine takes the same input', () => {
  expect(commandText(list)).toBe(`opsbro server call nodes.list '{"query":"o'\\''web"}'`);
  expect(commandText({ path: 'health.server', type: 'query' })).toBe(
    'opsbro server call health.server',
  );
});
