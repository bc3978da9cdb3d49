/** As in common/domain/user.ts, whose schemas a page need not load; a test holds them together. */
export const PASSWORD_LENGTHS = { min: 12, max: 128 } as const;

export interface PasswordStrength {
  /** 0 to 3. */
  readonly score: 0 | 1 | 2 | 3;
  /** What it comes to, and what would make it better. */
  readonly hint: string;
}

const WEAK_BELOW = 8;
const STRONG_FROM = 16;

/**
 * Length counts, not character classes (NIST SP 800-63B §5.1.1.2); repetition and sequences do not
 * count as length.
 */
export function passwordStrength(password: string): PasswordStrength {
  const length = distinctLength(password);
  if (password.length < PASSWORD_LENGTHS.min) {
    return { score: 0, hint: `At least ${PASSWORD_LENGTHS.min} characters. Four random words do.` };
  }
  if (length < WEAK_BELOW) {
    return { score: 1, hint: 'Weak: its characters repeat or follow one another.' };
  }
  if (length < STRONG_FROM) return { score: 2, hint: 'Good.' };
  return { score: 3, hint: 'Strong.' };
}

/** Characters that do not just repeat or follow the one before: `aaaa` and `abcd` count as one. */
function distinctLength(password: string): number {
  const codes = [...password].map((character) => character.codePointAt(0) ?? 0);
  return codes.filter((code, index) => {
    const step = code - (codes[index - 1] ?? Number.NEGATIVE_INFINITY);
    return Math.abs(step) > 1;
  }).length;
}

/** @returns what is wrong with a new password, in a sentence; undefined when nothing is */
export function passwordError(password: string): string | undefined {
  const { min, max } = PASSWORD_LENGTHS;
  if (password.length < min) return `At least ${min} characters.`;
  return password.length > max ? `At most ${max} characters.` : undefined;
}
