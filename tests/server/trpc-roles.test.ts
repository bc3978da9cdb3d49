import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLES, type Role } from '@/common/domain/user';
import { systemClock } from '@/common/node/system-clock';
import { policyOf, scopesOf } from '@/server/tokens/token-scopes';
import { appRouter, createCaller } from '@/server/trpc/app-router';
import type { Context } from '@/server/trpc/context';
import { actorFor, startTestServer, type TestServer } from '../support/test-server';
import { addUser, Browser } from './auth/browser';
import { outcomeOf, proceduresOf, tripwire } from './roles-rig';

/** `proven` is for what is dangerous: the password within five minutes, and no token. */
type Demand = 'anyone' | Role | `proven ${Role}`;

/** What each procedure asks of whoever calls it. Whoever asks less of one changes it here too. */
const DEMANDS: Readonly<Record<string, Demand>> = {
  'account.endOtherSessions': 'viewer',
  'account.endSession': 'viewer',
  'account.prove': 'viewer',
  'account.rename': 'viewer',
  'account.sessions': 'viewer',
  'account.show': 'viewer',
  'audit.list': 'admin',
  'audit.verify': 'admin',
  'auth.acceptInvite': 'anyone',
  'auth.inviteState': 'anyone',
  'auth.me': 'anyone',
  'auth.methods': 'anyone',
  'auth.setUp': 'anyone',
  'auth.setUpState': 'anyone',
  'backups.create': 'admin',
  'backups.list': 'admin',
  'backups.settled': 'admin',
  'backups.state': 'admin',
  'checks.counts': 'viewer',
  'checks.explain': 'viewer',
  'checks.get': 'viewer',
  'checks.groups': 'viewer',
  'checks.heartbeat': 'operator',
  'checks.history': 'viewer',
  'checks.list': 'viewer',
  'checks.onNode': 'viewer',
  'checks.problems': 'viewer',
  'checks.run': 'operator',
  'checks.spans': 'viewer',
  'checks.tell': 'operator',
  'checks.watch': 'viewer',
  'collectors.list': 'viewer',
  'collectors.watch': 'viewer',
  'collectors.run': 'operator',
  'configuration.onNode': 'viewer',
  'configuration.pack': 'viewer',
  'configuration.packs': 'viewer',
  'enrolment.approve': 'admin',
  'enrolment.askNewKey': 'proven admin',
  'enrolment.create': 'admin',
  'enrolment.keys': 'viewer',
  'enrolment.refuse': 'admin',
  'enrolment.retireServerKey': 'proven admin',
  'enrolment.revokeNode': 'proven admin',
  'enrolment.revokeToken': 'admin',
  'enrolment.rotateServerKey': 'proven admin',
  'enrolment.settle': 'proven admin',
  'enrolment.tokens': 'operator',
  'enrolment.waiting': 'viewer',
  'enrolment.watch': 'viewer',
  'groups.count': 'viewer',
  'groups.explain': 'viewer',
  'groups.get': 'viewer',
  'groups.list': 'viewer',
  'groups.names': 'viewer',
  'groups.watch': 'viewer',
  'health.server': 'viewer',
  'lab.complete': 'viewer',
  'lab.evaluate': 'viewer',
  'lab.functions': 'viewer',
  'membership.evidence': 'viewer',
  'membership.history': 'viewer',
  'membership.list': 'viewer',
  'membership.partition': 'viewer',
  'membership.topology': 'viewer',
  'membership.watch': 'viewer',
  'metrics.range': 'viewer',
  'metrics.rows': 'viewer',
  'metrics.watch': 'viewer',
  'nodes.edit': 'operator',
  'nodes.find': 'viewer',
  'nodes.list': 'viewer',
  'nodes.overview': 'viewer',
  'nodes.remove': 'proven admin',
  'nodes.watch': 'viewer',
  'roles.explain': 'viewer',
  'roles.get': 'viewer',
  'roles.list': 'viewer',
  'search.find': 'viewer',
  'timeline.list': 'viewer',
  'timeline.watch': 'viewer',
  'tokens.create': 'proven viewer',
  'tokens.list': 'viewer',
  'tokens.revoke': 'viewer',
  'tokens.scopes': 'viewer',
  'users.edit': 'proven admin',
  'users.endSessions': 'admin',
  'users.invite': 'proven admin',
  'users.list': 'admin',
  'users.remove': 'proven admin',
  'users.resetLink': 'proven admin',
  'users.resetTwoFactor': 'proven admin',
  'users.unlock': 'admin',
  'zones.create': 'proven admin',
  'zones.edit': 'proven admin',
  'zones.forceKey': 'proven admin',
  'zones.list': 'viewer',
  'zones.moveNode': 'proven admin',
  'zones.remove': 'proven admin',
  'zones.rotateKey': 'proven admin',
  'zones.switchGossip': 'proven admin',
};

const procedures = proceduresOf(appRouter);
const behindTheDoor = tripwire<Context['services']>(systemClock);

/** Somebody at the door, and what the test knows of them. */
interface Caller {
  readonly name: string;
  /** Nobody's where it is absent. */
  readonly role?: Role;
  readonly isProven?: boolean;
  /** Of a token. */
  readonly scopes?: readonly string[];
  /** A token that does not count is refused everywhere, even where anyone is let in. */
  readonly isTurnedAway?: boolean;
  readonly headers?: () => Promise<Record<string, string>>;
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

async function session(role: Role, change?: string): Promise<Record<string, string>> {
  const name = `P${randomUUID()}`;
  const user = await addUser(server, name, role);
  const browser = new Browser(server);
  await server.database.query('DELETE FROM "LoginTry"');
  expect((await browser.signIn(user.email)).status).toBe(200);
  if (change !== undefined) await server.database.query(change, [user.id]);
  return { cookie: browser.cookie };
}

async function token(role: Role, scopes: readonly string[], change?: string) {
  const user = await addUser(server, `T${randomUUID()}`, role);
  const wanted = { name: 'script', scopes: [...scopes], expiresInDays: 1, addressRange: '' };
  const made = await server.services.tokens.create(actorFor(user, systemClock), wanted);
  if (change !== undefined) await server.database.query(change, [made.id]);
  return { authorization: `Bearer ${made.token}` };
}

const UNPROVEN = `UPDATE "Session" SET "provenAt" = now() - interval '301 seconds' WHERE "userId" = $1`;
const DISABLED = `UPDATE "User" SET "disabledAt" = now() WHERE id = $1`;
const ENDED = `DELETE FROM "Session" WHERE "userId" = $1`;
const EXPIRED = `UPDATE "ApiToken" SET "expiresAt" = now() - interval '1 second' WHERE id = $1`;
const REVOKED = `UPDATE "ApiToken" SET "revokedAt" = now() WHERE id = $1`;
const EVERYTHING = ['*:read', '*:write'];

const callers: readonly Caller[] = [
  { name: 'nobody' },
  ...ROLES.map((role) => ({ name: role, role, isProven: true, headers: () => session(role) })),
  ...ROLES.map((role) => ({
    name: `${role}, not proven`,
    role,
    headers: () => session(role, UNPROVEN),
  })),
  { name: 'a disabled admin', headers: () => session('admin', DISABLED) },
  { name: 'an ended session', headers: () => session('admin', ENDED) },
  {
    name: 'an expired token',
    isTurnedAway: true,
    headers: () => token('admin', EVERYTHING, EXPIRED),
  },
  {
    name: 'a revoked token',
    isTurnedAway: true,
    headers: () => token('admin', EVERYTHING, REVOKED),
  },
  ...ROLES.map((role) => ({
    name: `token of ${role}, everything`,
    role,
    scopes: EVERYTHING,
    headers: () => token(role, EVERYTHING),
  })),
  ...scopesOf(appRouter._def.procedures).map(({ scope }) => ({
    name: `token of admin, ${scope}`,
    role: 'admin' as const,
    scopes: [scope],
    headers: () => token('admin', [scope]),
  })),
];

type Outcome = 'let in' | 'UNAUTHORIZED' | 'FORBIDDEN';

function expected(path: string, type: string, caller: Caller): Outcome {
  const [proven, role] = splitDemand(DEMANDS[path] ?? 'proven admin');
  if (caller.isTurnedAway) return 'UNAUTHORIZED';
  if (role === 'anyone') return 'let in';
  if (caller.role === undefined) return 'UNAUTHORIZED';
  if (ROLES.indexOf(caller.role) < ROLES.indexOf(role)) return 'FORBIDDEN';
  if (caller.scopes === undefined) return proven && !caller.isProven ? 'FORBIDDEN' : 'let in';
  const right = type === 'mutation' ? 'write' : 'read';
  const wanted = [`${path.split('.')[0]}:${right}`, `*:${right}`];
  return !proven && caller.scopes.some((scope) => wanted.includes(scope)) ? 'let in' : 'FORBIDDEN';
}

function splitDemand(demand: Demand): [boolean, Role | 'anyone'] {
  const role = demand.replace('proven ', '') as Role | 'anyone';
  return [demand.startsWith('proven '), role];
}

async function outcomes(caller: Caller): Promise<Record<string, string>> {
  const headers = new Headers((await caller.headers?.()) ?? {});
  const found: Record<string, string> = {};
  const recognised = await server.services.doorkeeper
    .recognise(headers, '127.0.0.1')
    .catch(() => 'turned away' as const);
  for (const [path] of procedures) {
    const actor = recognised === 'turned away' ? undefined : recognised?.actor;
    const api = createCaller({ actor, address: '127.0.0.1', services: behindTheDoor });
    found[path] =
      recognised === 'turned away' ? 'UNAUTHORIZED' : await outcomeOf(() => callPath(api, path));
  }
  return found;
}

function callPath(api: object, path: string): Promise<unknown> {
  const [area = '', verb = ''] = path.split('.');
  const nested = api as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  const procedure = nested[area]?.[verb];
  if (procedure === undefined) throw new Error(`There is no ${path}`);
  return procedure({ nonsense: true });
}

test('every procedure has a policy, and it is the one that this file says', () => {
  const declared = procedures.map(([path, { _def }]) => {
    const policy = policyOf(_def.meta);
    if (policy === undefined) return [path, 'none'];
    expect(policy.grant).toBeUndefined();
    return [path, `${policy.proven ? 'proven ' : ''}${policy.role}`];
  });
  expect(Object.fromEntries(declared)).toEqual(DEMANDS);
});

test.each(callers)('$name gets what the table says of each procedure', async (caller) => {
  const wanted = Object.fromEntries(
    procedures.map(([path, { _def }]) => [path, expected(path, _def.type, caller)]),
  );
  expect(await outcomes(caller)).toEqual(wanted);
});

test('the console, which only the server’s own user can open, is let in everywhere', async () => {
  const user = { id: 'console', name: 'root', email: '', role: 'admin', grants: [] } as const;
  const actor = { user, door: { kind: 'console' }, address: '' } as const;
  const api = createCaller({ actor, address: '', services: behindTheDoor });
  for (const [path] of procedures) {
    expect([path, await outcomeOf(() => callPath(api, path))]).toEqual([path, 'let in']);
  }
});

test('the matrix has cells of each kind, so that it cannot pass by letting all in or nobody', () => {
  const cells = callers.flatMap((caller) =>
    procedures.map(([path, { _def }]) => expected(path, _def.type, caller)),
  );
  for (const outcome of ['let in', 'UNAUTHORIZED', 'FORBIDDEN']) {
    expect(cells.filter((cell) => cell === outcome).length).toBeGreaterThan(50);
  }
});

describe('over HTTP', () => {
  const ask = (paths: string, headers: Record<string, string>, query = '') =>
    fetch(`${server.url}/api/trpc/${paths}${query}`, { headers });

  test.each([
    ['nodes.overview', 'viewer', 200],
    ['users.list', 'viewer', 403],
    ['users.list', 'admin', 200],
    ['enrolment.tokens', 'viewer', 403],
    ['audit.list', 'operator', 403],
  ] as const)('%s answers a %s with %d, and nobody with 401', async (path, role, status) => {
    const query = path === 'audit.list' ? '?input=%7B%22json%22%3A%7B%7D%7D' : '';
    expect((await ask(path, await session(role), query)).status).toBe(status);
    expect((await ask(path, {}, query)).status).toBe(401);
  });

  test('a batch lets in what is allowed and refuses the rest, each by itself', async () => {
    const batch = '?batch=1&input=%7B%7D';
    const paths = 'nodes.overview,users.list,auth.me,backups.list';
    const answer = await ask(paths, await session('viewer'), batch);
    expect(answer.status).toBe(207);
    const parts: { result?: unknown; error?: { json: { data: { code: string } } } }[] =
      await answer.json();
    expect(parts.map(({ error }) => error?.json.data.code ?? 'let in')).toEqual([
      'let in',
      'FORBIDDEN',
      'let in',
      'FORBIDDEN',
    ]);
    expect(JSON.stringify(parts[1])).not.toContain('@example.org');
  });

  test('a query does not become a mutation by the method, nor the reverse', async () => {
    const headers = await session('admin');
    expect((await ask('account.endOtherSessions', headers)).status).toBe(405);
    const posted = await fetch(`${server.url}/api/trpc/users.list`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
    });
    expect(posted.status).toBe(405);
  });
});
