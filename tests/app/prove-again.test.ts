import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { afterEach, expect, test } from 'vitest';
import { NO_ANSWER } from '@/app/_lib/auth-request';
import { noAnswerLink } from '@/app/_lib/no-answer-link';
import { answerProof, askForProof } from '@/app/_lib/proof';
import { proveAgainLink } from '@/app/_lib/prove-again-link';
import { signedOutLink } from '@/app/_lib/signed-out-link';
import type { AppRouter } from '@/server/trpc/app-router';

type Link = ReturnType<TRPCLink<AppRouter>>;
type Operation = Parameters<Link>[0]['op'];

const operation: Operation = {
  id: 1,
  type: 'mutation',
  path: 'users.invite',
  input: { name: 'Bob' },
  context: {},
  signal: undefined,
};

function refusal(data: object): TRPCClientError<AppRouter> {
  return new TRPCClientError('no', {
    result: { error: { code: -32_603, message: 'no', data } } as never,
  });
}

/** A server that answers each call with the next of these; what it was asked stands in `asked`. */
function serverOf(...answers: (string | Error)[]) {
  const asked: unknown[] = [];
  const next = (op: Operation) =>
    observable((observer) => {
      asked.push(op.input);
      const answer = answers.shift();
      if (typeof answer === 'string') {
        observer.next({ result: { type: 'data', data: answer } } as never);
        observer.complete();
      } else observer.error(answer as never);
    });
  return { asked, next };
}

function call(link: TRPCLink<AppRouter>, next: ReturnType<typeof serverOf>['next']) {
  return new Promise<unknown>((resolve, reject) => {
    const runtime = {} as Parameters<TRPCLink<AppRouter>>[0];
    link(runtime)({ op: operation, next: next as never }).subscribe({
      next: (value) => resolve('data' in value.result ? value.result.data : undefined),
      error: reject,
    });
  });
}

afterEach(() => answerProof(false));

const needsProof = { reason: 'prove-again', httpStatus: 403 };

test('a call that needs the password again is repeated as it was, once it was given', async () => {
  const server = serverOf(refusal(needsProof), 'done');
  const answered = call(proveAgainLink(askForProof), server.next);
  await Promise.resolve();
  expect(server.asked).toHaveLength(1);
  answerProof(true);
  expect(await answered).toBe('done');
  expect(server.asked).toEqual([{ name: 'Bob' }, { name: 'Bob' }]);
});

test('a person who does not give it gets the server’s refusal, and nothing is repeated', async () => {
  const server = serverOf(refusal(needsProof), 'done');
  const answered = call(proveAgainLink(askForProof), server.next);
  await Promise.resolve();
  answerProof(false);
  await expect(answered).rejects.toThrow('no');
  expect(server.asked).toHaveLength(1);
});

test('any other refusal asks for nothing', async () => {
  const server = serverOf(refusal({ reason: null, httpStatus: 403 }));
  const link = proveAgainLink(() => Promise.reject(new Error('must not be asked')));
  await expect(call(link, server.next)).rejects.toThrow('no');
});

test('calls that need it at the same time ask once', async () => {
  const answers = [askForProof(), askForProof()];
  answerProof(true);
  expect(await Promise.all(answers)).toEqual([true, true]);
});

test('whatever is answered with 401 tells that the session is over, and nothing else does', async () => {
  let told = 0;
  const link = signedOutLink(() => {
    told += 1;
  });
  await expect(call(link, serverOf(refusal({ httpStatus: 403 })).next)).rejects.toThrow();
  expect(told).toBe(0);
  await expect(call(link, serverOf(refusal({ httpStatus: 401 })).next)).rejects.toThrow();
  expect(told).toBe(1);
});

test('a call that is not answered says so in a sentence, and not in the words of the browser', async () => {
  const gone = TRPCClientError.from(new TypeError('Failed to fetch'));
  await expect(call(noAnswerLink, serverOf(gone).next)).rejects.toThrow(NO_ANSWER);
  const proxied = TRPCClientError.from(new SyntaxError('Unexpected token <'));
  await expect(call(noAnswerLink, serverOf(proxied).next)).rejects.toThrow(NO_ANSWER);
});

test('a call that is answered, or was given up, keeps its own words', async () => {
  const refused = refusal({ httpStatus: 403 });
  await expect(call(noAnswerLink, serverOf(refused).next)).rejects.toBe(refused);
  const givenUp = TRPCClientError.from(new DOMException('given up', 'AbortError'));
  await expect(call(noAnswerLink, serverOf(givenUp).next)).rejects.toBe(givenUp);
});
