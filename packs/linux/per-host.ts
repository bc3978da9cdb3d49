import type { Host } from '@/agent/collectors/host';

/** What a collector remembers from one run to the next, apart for each host and gone with it. */
export function perHost<State>(create: () => State): (host: Host) => State {
  const states = new WeakMap<Host, State>();
  return (host) => {
    const known = states.get(host);
    if (known !== undefined) return known;
    const state = create();
    states.set(host, state);
    return state;
  };
}
