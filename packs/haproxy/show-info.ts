/** What `show info` says, by name; see the management guide of HAProxy, 9.3. */
export interface ShowInfo {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
}

/** @returns `undefined` for anything else than an answer to `show info`. */
export function parseShowInfo(text: string): ShowInfo | undefined {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2).trim());
  }
  if (!fields.has('Version') || !fields.has('Uptime_sec')) return undefined;
  return {
    text: (name) => fields.get(name),
    number: (name) => numberIn(fields.get(name)),
  };
}

/** An empty field is not zero: HAProxy leaves out what a proxy of this kind does not have. */
export function numberIn(field: string | undefined): number | undefined {
  return field !== undefined && /^\d+$/.test(field) ? Number(field) : undefined;
}
