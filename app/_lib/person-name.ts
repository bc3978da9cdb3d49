const LENGTH_MAX = 64;

/** @returns what is wrong with what somebody wants to be called; undefined when nothing is */
export function personNameError(name: string): string | undefined {
  const { length } = name.trim();
  if (length === 0) return 'Say what to call you.';
  return length > LENGTH_MAX ? `At most ${LENGTH_MAX} characters.` : undefined;
}
