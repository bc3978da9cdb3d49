'use client';

/** What came of a request about passwords, codes and cookies, which are not the router's business. */
export type AuthAnswer =
  | { readonly ok: true; readonly data: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      /** 0 where the server did not answer. */
      readonly status: number;
      /** The library's word for what is wrong, such as `INVALID_PASSWORD`; may be empty. */
      readonly code: string;
      /** In a sentence, as the server says it; may be empty. */
      readonly message: string;
    };

let underWay: Promise<unknown> = Promise.resolve();

/**
 * Resolves when no such request is on its way: one may end this session and begin another, whose
 * cookie comes with its answer.
 */
export async function authSettled(): Promise<void> {
  await underWay;
}

/** @param path below `/api/auth`, such as `/sign-in/email` */
export function authRequest(
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<AuthAnswer> {
  const answer = send(path, body);
  underWay = Promise.allSettled([underWay, answer]);
  return answer;
}

async function send(path: string, body: Readonly<Record<string, unknown>>): Promise<AuthAnswer> {
  try {
    const answer = await fetch(`/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const data = recordOf(await answer.json().catch(() => null));
    if (answer.ok) return { ok: true, data };
    return {
      ok: false,
      status: answer.status,
      code: textOf(data.code),
      message: textOf(data.message),
    };
  } catch {
    return { ok: false, status: 0, code: '', message: '' };
  }
}

export const NO_ANSWER = 'The server does not answer. Check that it runs, then try again.';

/**
 * Why a request was refused, in a sentence.
 * @param words by the library's code, where there is something better to say than what it says
 */
export function refusalOf(
  answer: Extract<AuthAnswer, { ok: false }>,
  words: Readonly<Record<string, string>>,
): string {
  if (answer.status === 0) return NO_ANSWER;
  const said = Object.hasOwn(words, answer.code) ? words[answer.code] : undefined;
  if (said !== undefined) return said;
  if (answer.message !== '') return answer.message;
  return `The server refused this (HTTP ${answer.status}).`;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
