import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import superjson from 'superjson';
import { WebSocket } from 'ws';
import type { NodeRow } from '@/common/domain/node';
import type { appRouter } from '@/server/trpc/app-router';
import { until } from '../scripts/launched';
import type { ServerProcess } from './several-servers';

const ACCOUNT = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery staple' };

/** Makes the first account, with the code from the server's console. */
export async function setUpAccount({ ready: { url, setUpLink = '' } }: ServerProcess) {
  const code = new URL(setUpLink).hash.slice(1);
  const body = superjson.serialize({ ...ACCOUNT, code });
  const answer = await post(url, '/api/trpc/auth.setUp', body);
  if (!answer.ok) throw new Error(`no account was made: ${await answer.text()}`);
}

/** A page that somebody has open: which nodes it was told of, and when for the last time. */
export class PageSocket implements Disposable {
  readonly toldMs = new Map<string, number>();
  readonly #rows = new Map<string, NodeRow>();
  readonly #rename: (nodeId: string, displayName: string) => Promise<void>;
  readonly #close: () => void;

  static async open({ ready: { url } }: ServerProcess): Promise<PageSocket> {
    const { email, password } = ACCOUNT;
    const answer = await post(url, '/api/auth/sign-in/email', { email, password });
    if (!answer.ok) throw new Error(`not signed in: ${await answer.text()}`);
    const cookies = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    return new PageSocket(url, cookies.join('; '));
  }

  private constructor(url: string, cookie: string) {
    class SignedIn extends WebSocket {
      constructor(address: string | URL) {
        super(address, { headers: { cookie, origin: url } });
      }
    }
    const socket = createWSClient({
      url: `${url.replace(/^http/, 'ws')}/ws`,
      WebSocket: SignedIn as unknown as typeof globalThis.WebSocket,
    });
    const client = createTRPCClient<typeof appRouter>({
      links: [wsLink({ client: socket, transformer: superjson })],
    });
    client.nodes.watch.subscribe(
      {},
      {
        onData: ({ data }) => {
          this.toldMs.set(data.id, performance.now());
          this.#rows.set(data.id, data);
        },
      },
    );
    this.#rename = async (nodeId, displayName) => {
      const others = { groups: [], collectorIntervalsMs: {} };
      await client.nodes.edit.mutate({ nodeId, displayName, ...others });
    };
    this.#close = () => void socket.close();
  }

  /** Whether it was told of a node since a moment of `performance.now()`. */
  knows(nodeId: string, sinceMs: number): boolean {
    return (this.toldMs.get(nodeId) ?? Number.NEGATIVE_INFINITY) > sinceMs;
  }

  /** A node as the page was told of it last. */
  row(nodeId: string): NodeRow | undefined {
    return this.#rows.get(nodeId);
  }

  /** Resolves when it was told that a node has this name. */
  async named(nodeId: string, name: string): Promise<void> {
    await until(`the page has the name ${name}`, () => this.row(nodeId)?.name === name);
  }

  rename(nodeId: string, displayName: string): Promise<void> {
    return this.#rename(nodeId, displayName);
  }

  [Symbol.dispose](): void {
    this.#close();
  }
}

function post(url: string, path: string, body: object): Promise<Response> {
  return fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
}
