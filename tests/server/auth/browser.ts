import { randomUUID } from 'node:crypto';
import superjson from 'superjson';
import type { Role, User } from '@/common/domain/user';
import { createPasswordHash } from '@/server/auth/password-hash';
import { CHEAP_PASSWORDS, type TestServer } from '../../support/test-server';

export const PASSWORD = 'correct horse battery';

/** What of the library's answers tests look at. */
interface AuthBody {
  readonly code?: string;
  readonly message?: string;
  readonly url?: string;
  readonly totpURI?: string;
  readonly backupCodes?: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly body: AuthBody;
}

/** What a tRPC call over HTTP came to: its data, or the word and the sentence of its refusal. */
export interface CallAnswer {
  readonly status: number;
  readonly data?: unknown;
  readonly code?: string;
  readonly message?: string;
  readonly reason?: string | null;
}

/** Somebody at a page: keeps cookies, sends the origin, and speaks real HTTP. */
export class Browser {
  readonly #server: Pick<TestServer, 'url'>;
  readonly #jar = new Map<string, string>();

  constructor(server: Pick<TestServer, 'url'>) {
    this.#server = server;
  }

  get cookie(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Takes the session of another one, as a thief of cookies would. */
  stealFrom(other: Browser): void {
    for (const [name, value] of other.#jar) this.#jar.set(name, value);
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const { url } = this.#server;
    const headers = new Headers(init.headers);
    if (this.#jar.size > 0) headers.set('cookie', this.cookie);
    if (init.method === 'POST' && !headers.has('origin')) headers.set('origin', url);
    const answer = await fetch(new URL(path, url), { redirect: 'manual', ...init, headers });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  /** @param path below `/api/auth` */
  async post(path: string, body: object): Promise<Answer> {
    const answer = await this.fetch(`/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) ?? {}) };
  }

  signIn(email: string, password = PASSWORD): Promise<Answer> {
    return this.post('/sign-in/email', { email, password });
  }

  query(path: string, input?: unknown): Promise<CallAnswer> {
    const query = input === undefined ? '' : `?input=${encodeURIComponent(wire(input))}`;
    return this.#call(`/api/trpc/${path}${query}`, {});
  }

  mutate(path: string, input?: unknown): Promise<CallAnswer> {
    const body = input === undefined ? {} : { body: wire(input) };
    const headers = { 'content-type': 'application/json' };
    return this.#call(`/api/trpc/${path}`, { method: 'POST', headers, ...body });
  }

  async #call(path: string, init: RequestInit): Promise<CallAnswer> {
    return callAnswer(await this.fetch(path, init));
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    const isGone = attributes.some((one) => /^\s*max-age=0\s*$/i.test(one));
    if (isGone) this.#jar.delete(pair.slice(0, at));
    else this.#jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

export async function callAnswer(answer: Response): Promise<CallAnswer> {
  const body = await answer.json();
  if (body.error === undefined) {
    return { status: answer.status, data: superjson.deserialize(body.result.data) };
  }
  if (typeof body.error === 'string') return { status: answer.status, message: body.error };
  const { message, data } = body.error.json;
  return { status: answer.status, message, code: data.code, reason: data.reason };
}

function wire(input: unknown): string {
  return JSON.stringify(superjson.serialize(input));
}

let hashOnce: Promise<string> | undefined;

/** An account with the password `PASSWORD`, straight into the database: hashing each takes long. */
export async function addUser(
  { database }: Pick<TestServer, 'database'>,
  name: string,
  role: Role,
): Promise<User> {
  hashOnce ??= createPasswordHash(CHEAP_PASSWORDS).hash(PASSWORD);
  const user = { id: randomUUID(), name, email: `${name.toLowerCase()}@example.org`, role };
  await database.query(
    'INSERT INTO "User" (id, name, email, role, "updatedAt") VALUES ($1, $2, $3, $4, now())',
    [user.id, user.name, user.email, user.role],
  );
  await database.query(
    `INSERT INTO "Account" (id, "accountId", "providerId", "userId", password, "updatedAt")
     VALUES ($1, $2, 'credential', $2, $3, now())`,
    [randomUUID(), user.id, await hashOnce],
  );
  return { ...user, grants: [] };
}

/** Somebody with an account who has signed in. */
export async function signedIn(
  server: TestServer,
  name: string,
  role: Role,
): Promise<{ readonly user: User; readonly browser: Browser }> {
  const user = await addUser(server, name, role);
  const browser = new Browser(server);
  const { status, body } = await browser.signIn(user.email);
  if (status !== 200) throw new Error(`${name} cannot sign in: ${status} ${JSON.stringify(body)}`);
  return { user, browser };
}
