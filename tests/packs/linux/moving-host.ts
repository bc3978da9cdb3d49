import type { Host } from '@/agent/collectors/host';

/** One host to whoever remembers it, while what it shows is first one record and then the next. */
export function movingHost(first: Host): { readonly host: Host; moveTo(next: Host): void } {
  let current = first;
  return {
    host: new Proxy(first, { get: (_, key) => Reflect.get(current, key) }),
    moveTo(next) {
      current = next;
    },
  };
}
