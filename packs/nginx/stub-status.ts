/** What the page of ngx_http_stub_status_module says. */
export interface StubStatus {
  readonly active: number;
  readonly accepted: number;
  readonly handled: number;
  readonly requests: number;
  readonly reading: number;
  readonly writing: number;
  readonly waiting: number;
}

const FORM =
  /^Active connections: (\d+)\s+server accepts handled requests\s+(\d+) (\d+) (\d+)\s+Reading: (\d+) Writing: (\d+) Waiting: (\d+)\s*$/;

/** @returns `undefined` for any other page. */
export function parseStubStatus(text: string): StubStatus | undefined {
  const found = FORM.exec(text.trimStart());
  if (found === null) return undefined;
  const [active, accepted, handled, requests, reading, writing, waiting] = found
    .slice(1)
    .map(Number) as [number, number, number, number, number, number, number];
  return { active, accepted, handled, requests, reading, writing, waiting };
}
