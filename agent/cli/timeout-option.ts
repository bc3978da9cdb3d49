import { z } from 'zod';
import { DURATION_FORM, parseDuration } from '@/common/duration';

const TIMEOUT_MS_MAX = 86_400_000;

/** `--timeout 5` means seconds, as in the original; `5s` and `2m` are said as elsewhere. In milliseconds. */
export function timeoutOption(defaultMs: number) {
  return z
    .string()
    .transform((text, context) => {
      const ms = /^\d{1,6}(?:\.\d{1,3})?$/.test(text) ? Number(text) * 1_000 : parseDuration(text);
      if (ms !== undefined && ms <= TIMEOUT_MS_MAX) return ms;
      context.addIssue({ code: 'custom', message: `expected seconds, or ${DURATION_FORM}` });
      return z.NEVER;
    })
    .default(defaultMs)
    .describe(`How long to wait: ${defaultMs / 1_000}s.`);
}
