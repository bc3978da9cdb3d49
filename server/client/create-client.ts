import type { ClientApi } from './client-api';
import type { CallOptions, ClientOptions } from './client-options';
import { httpCall } from './http-call';
import { createLiveSocket } from './live-socket';
import { OpsbroError } from './opsbro-error';
import { connectionsTo } from './server-trust';

export { type ClientOptions, OpsbroError };

export type Client = ClientApi & {
  /** Ends what is open. A script that just ends need not call it. */
  close(): void;
};

/**
 * A server's API for a script on Node: every procedure with its types.
 *
 *     const client = createClient({ url, token });
 *     const { rows } = await client.nodes.list.query({ state: 'stale' });
 *     for await (const { data } of client.nodes.watch.subscribe({})) console.log(data.name);
 *
 * @throws {OpsbroError} UNREACHABLE for options that make no sense; as does each call that fails
 */
export function createClient(options: ClientOptions): Client {
  const origin = originOf(options.url);
  const agent = connectionsTo({ ...options, url: origin });
  const target = { origin, token: options.token, agent };
  const live = createLiveSocket(target);

  const verb = (path: string) => ({
    query: (input?: unknown, call?: CallOptions) =>
      httpCall(target, { type: 'query', path, input }, call),
    mutate: (input?: unknown, call?: CallOptions) =>
      httpCall(target, { type: 'mutation', path, input }, call),
    subscribe: (input?: unknown, call?: CallOptions) => live.subscribe(path, input, call),
  });
  const area = (name: string) => named((word) => verb(`${name}.${word}`));
  function close(): void {
    live.close();
    agent?.destroy();
  }
  return named((name) => (name === 'close' ? close : area(name))) as Client;
}

/** An object with every name there could be. It is no promise, so that it can be awaited by mistake. */
function named(make: (name: string) => unknown): unknown {
  const isName = (key: string | symbol): key is string => typeof key === 'string' && key !== 'then';
  return new Proxy({}, { get: (_, key) => (isName(key) ? make(key) : undefined) });
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** A token must not cross a network in the clear. */
function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:') return url.origin;
  if (url?.protocol === 'http:' && LOOPBACK.test(url.hostname)) return url.origin;
  const expected = 'Expected an https:// address of the server, or http:// on this very machine';
  throw new OpsbroError('UNREACHABLE', `${expected}, as url; got ${JSON.stringify(text)}.`);
}
