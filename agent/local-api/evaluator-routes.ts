import { z } from 'zod';
import { AppError } from '@/common/errors';
import type { Explanation } from '@/common/expression/explain';
import { LIMITS } from '@/common/expression/limits';
import type { Json } from '@/common/json';
import type { LocalApi } from './local-api';

const asked = z.strictObject({
  expression: z.string().max(LIMITS.sourceLength),
  pack: z.string().max(64).optional(),
});

/** @throws {AppError} INVALID for another body, or a text that is no expression */
export function evaluateAsked(api: LocalApi, body: string): Promise<Explanation> {
  const form = asked.safeParse(parsed(body));
  if (form.success) return api.evaluate(form.data.expression, form.data.pack);
  throw new AppError(
    'INVALID',
    `Expected {"expression": "…"} with at most ${LIMITS.sourceLength} characters as the body.`,
  );
}

/** The original's way: a form with `expr` in base64, answered by the value alone. */
export async function evaluateForm(api: LocalApi, body: string): Promise<Json> {
  const encoded = new URLSearchParams(body).get('expr');
  if (encoded === null || !/^[A-Za-z0-9+/_ -]*={0,2}$/.test(encoded)) {
    throw new AppError('INVALID', 'Expected a form with expr, the expression in base64.');
  }
  // A + that nobody escaped arrives as a space.
  const text = Buffer.from(encoded.replaceAll(' ', '+'), 'base64').toString('utf8');
  const { outcome } = await api.evaluate(text);
  if (outcome.is === 'value') return outcome.value;
  const reason = outcome.is === 'failed' ? outcome.sentence : 'the value is missing';
  throw new AppError('INVALID', outcome.is === 'missing' ? `missing: ${outcome.reason}` : reason);
}

/** The functions in the form of the original. */
export function originalList(api: LocalApi) {
  return api.functions().map(({ name, summary, group, parameters }) => ({
    name,
    doc: summary,
    group,
    prototype: parameters.map((parameter) => [
      parameter.name,
      parameter.isOptional ? parameter.default : '__NO_DEFAULT__',
    ]),
  }));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
