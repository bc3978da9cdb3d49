/** A key or two keys in a row, as people read them: `g o`, `/`, `?`, `mod+k` (⌘ or Ctrl). */
export type Keys = string;

/** What of a key press decides. */
export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The name of a press in `Keys`; undefined for what is the browser's or the writer's business. */
export function strokeOf({ key, ctrlKey, metaKey, altKey }: Press): string | undefined {
  if (altKey || key.length !== 1) return undefined;
  return ctrlKey || metaKey ? `mod+${key.toLowerCase()}` : key;
}

/**
 * What a stroke means after the one before it.
 * @returns `run` for keys that are complete; `pending` for a first key that waits for its second
 */
export function readStroke(
  pending: string,
  stroke: string,
  known: readonly Keys[],
): { readonly run?: Keys; readonly pending: string } {
  const both = pending === '' ? stroke : `${pending} ${stroke}`;
  for (const keys of [both, stroke]) {
    if (known.includes(keys)) return { run: keys, pending: '' };
    if (known.some((other) => other.startsWith(`${keys} `))) return { pending: keys };
  }
  return { pending: '' };
}
