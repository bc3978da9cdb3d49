/** Settings as they came, all of them texts. */
export interface SettingTree {
  [key: string]: SettingTree | string;
}

/** @param path such as `outbox.maxAge`; nothing is put for what was not given */
export function put(tree: SettingTree, path: string, value: string | undefined): void {
  if (value === undefined) return;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let place = tree;
  for (const key of keys) {
    const known = Object.hasOwn(place, key) ? place[key] : undefined;
    const inner: SettingTree = typeof known === 'object' ? known : {};
    place[key] = inner;
    place = inner;
  }
  place[last] = value;
}

/** @returns `undefined` for what is not there */
export function valueAt(tree: unknown, keys: readonly string[]): unknown {
  let value = tree;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
