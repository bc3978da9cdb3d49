import { readFileSync } from 'node:fs';

/** Calls a procedure as the page of somebody who has signed in. */
export type PersonApi = <Answer>(path: string, input: object) => Promise<Answer>;

interface Stored {
  readonly cookies: readonly { readonly name: string; readonly value: string }[];
}

interface Answered<Answer> {
  readonly result?: { readonly data: { readonly json: Answer } };
}

/** @param session a file with the cookies of a browser */
export function personApi(url: string, session: string): PersonApi {
  const { cookies }: Stored = JSON.parse(readFileSync(session, 'utf8'));
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return async <Answer>(path: string, input: object) => {
    const answer = await fetch(`${url}/api/trpc/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, cookie },
      body: JSON.stringify({ json: input }),
    });
    const text = await answer.text();
    const { result }: Answered<Answer> = JSON.parse(text);
    if (result === undefined) throw new Error(`${path}: ${answer.status} ${text.slice(0, 500)}`);
    return result.data.json;
  };
}
