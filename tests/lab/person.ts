import superjson from 'superjson';
import type { LabServer } from './lab-server';

export const ACCOUNT = {
  name: 'Ada',
  email: 'ada@example.org',
  password: 'correct horse battery staple',
};

/** Somebody who signs in and looks at the server's health, over HTTP. */
export class Person {
  readonly #server: LabServer;
  #cookie = '';

  constructor(server: LabServer) {
    this.#server = server;
  }

  /** Makes the first account, with the code from the server's console. */
  async setUp(): Promise<void> {
    const code = new URL(this.#server.setUpLink).hash.slice(1);
    const answer = await this.#post(
      '/api/trpc/auth.setUp',
      superjson.serialize({ ...ACCOUNT, code }),
    );
    if (!answer.ok) throw new Error(`no account was made: ${await answer.text()}`);
  }

  /** @returns whether a session was opened */
  async signIn(): Promise<boolean> {
    const { email, password } = ACCOUNT;
    const answer = await this.#post('/api/auth/sign-in/email', { email, password });
    const cookies = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    if (answer.ok) this.#cookie = cookies.join('; ');
    return answer.ok;
  }

  /** @returns the server's problems in words; `undefined` when it gives no answer */
  async problems(): Promise<readonly string[] | undefined> {
    try {
      const answer = await fetch(`${this.#server.url}/api/trpc/health.server`, {
        headers: { cookie: this.#cookie },
        signal: AbortSignal.timeout(5_000),
      });
      const body = (await answer.json()) as { result?: { data: { json: { problems: string[] } } } };
      return body.result?.data.json.problems;
    } catch {
      return undefined;
    }
  }

  #post(path: string, body: object): Promise<Response> {
    const { url } = this.#server;
    return fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
  }
}
