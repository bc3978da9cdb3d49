import { once } from 'node:events';
import superjson from 'superjson';
import WebSocket from 'ws';
import type { TestServer } from '../../support/test-server';

interface Message {
  readonly id?: number | null;
  readonly result?: { readonly type: string; readonly data?: unknown };
  readonly error?: { readonly json: { readonly message: string; readonly data: { code: string } } };
}

/** A socket at `/ws`, spoken by hand, so that a test sees every message and when it was closed. */
export class PageSocket {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  closedAtMs: number | undefined;
  closeCode: number | undefined;
  /** Why it was never opened. */
  refusal: string | undefined;
  #id = 0;

  constructor(
    { url }: Pick<TestServer, 'url'>,
    headers: Readonly<Record<string, string>>,
    query = '',
  ) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/ws${query}`, { headers });
    this.socket.on('message', (data) => {
      const text = String(data);
      if (text === 'PING') this.socket.send('PONG');
      else if (text !== 'PONG') this.messages.push(JSON.parse(text));
    });
    this.socket.on('error', (error) => {
      this.refusal = error.message;
    });
    this.socket.once('close', (code) => {
      this.closedAtMs = performance.now();
      this.closeCode = code;
    });
  }

  /** As a page of this server opens one. */
  static ofPage(server: Pick<TestServer, 'url'>, cookie: string): PageSocket {
    return new PageSocket(server, { origin: server.url, cookie });
  }

  async opened(): Promise<this> {
    if (this.socket.readyState !== WebSocket.OPEN) await once(this.socket, 'open');
    return this;
  }

  async closed(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    await new Promise((resolve) => this.socket.once('close', resolve));
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Subscribes, and waits until the server says that it has begun. */
  async subscribe(path: string, input: object = {}): Promise<void> {
    const answer = await this.#ask('subscription', path, input);
    if (answer.result?.type !== 'started') throw new Error(JSON.stringify(answer));
  }

  async query(path: string, input?: unknown): Promise<Message> {
    return this.#ask('query', path, input);
  }

  /** What subscriptions have brought. */
  get data(): Message[] {
    return this.messages.filter(({ result }) => result?.type === 'data');
  }

  async #ask(method: string, path: string, input: unknown): Promise<Message> {
    await this.opened();
    this.#id += 1;
    const id = this.#id;
    this.send({ id, method, params: { path, input: superjson.serialize(input) } });
    for (;;) {
      const answer = this.messages.find((message) => message.id === id || message.id === null);
      if (answer !== undefined) return answer;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('the socket was closed');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
