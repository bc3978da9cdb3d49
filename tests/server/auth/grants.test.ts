import { expect, test } from 'vitest';
import type { Grant, User } from '@/common/domain/user';
import { systemClock } from '@/common/node/system-clock';
import type { Door } from '@/server/auth/actor';
import { scopesOf } from '@/server/tokens/token-scopes';
import type { Context } from '@/server/trpc/context';
import { createCallerFactory, procedureFor, router } from '@/server/trpc/init';
import { tripwire } from '../roles-rig';

const services = tripwire<Context['services']>(systemClock);
const desk = router({
  desk: router({
    run: procedureFor({ role: 'operator', grant: 'exec' }).mutation(() => 'ran'),
  }),
});

function callAs(role: User['role'], grants: readonly Grant[], door: Door): Promise<string> {
  const user = { id: 'u1', name: 'Ada', email: 'ada@example.org', role, grants };
  const actor = { user, door, address: '127.0.0.1' };
  return createCallerFactory(desk)({ actor, address: '127.0.0.1', services }).desk.run();
}

const page = (): Door => ({ kind: 'browser', sessionId: 's1', provenMs: systemClock.wallMs() });
const token = (...scopes: string[]): Door => ({
  kind: 'token',
  tokenId: 't1',
  name: 'ci',
  scopes,
});

test('what needs an extra permission is done by whoever has the role and the permission', async () => {
  expect(await callAs('operator', ['exec'], page())).toBe('ran');
  await expect(callAs('admin', [], page())).rejects.toThrow('the extra permission "exec"');
  await expect(callAs('admin', ['enforce'], page())).rejects.toThrow('"exec"');
  await expect(callAs('viewer', ['exec'], page())).rejects.toThrow('needs the role operator');
});

test('a token carries an extra permission only when its scopes name it', async () => {
  const owner = ['operator', ['exec']] as const;
  expect(await callAs(...owner, token('desk:write', 'exec'))).toBe('ran');
  expect(await callAs(...owner, token('*:write', 'exec'))).toBe('ran');
  await expect(callAs(...owner, token('*:read', '*:write'))).rejects.toThrow(
    'lacks the scope exec',
  );
  await expect(callAs(...owner, token('exec'))).rejects.toThrow('lacks the scope desk:write');
});

test('a token cannot have what its owner was not given', async () => {
  await expect(callAs('operator', [], token('*:write', 'exec'))).rejects.toThrow(
    'the extra permission "exec"',
  );
});

test('the scope of a permission is offered where something asks for it', () => {
  const scopes = scopesOf(desk._def.procedures).map(({ scope }) => scope);
  expect(scopes).toEqual(['*:read', '*:write', 'exec', 'desk:write']);
});
