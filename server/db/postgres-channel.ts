import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Cancel, Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { BODY_BYTES_MAX, type Channel, type Follower, type OtherServer } from './channel';
import type { Sql } from './database';
import type { PostgresAddress } from './postgres-address';

export interface PostgresChannelDeps {
  readonly address: PostgresAddress;
  readonly clock: Clock;
  readonly log: Log;
}

const NAME = 'opsbro';
/** By this name servers see each other's connections. */
const APPLICATION = 'opsbro server ';
const HEARTBEAT_MS = 5_000;
const RETRY_MS_MIN = 200;
const RETRY_MS_MAX = 5_000;
const STATEMENT_LIMIT_MS = 5_000;
const TOLD_AT_ONCE = 200;
const OUTGOING_MAX = 10_000;

/** A message is `<server> <topic> <body>`; this topic says that the server could not tell everything. */
const GAP = 'gap';

/**
 * LISTEN and NOTIFY on a connection of their own. Followers are told that they may have missed
 * something when that connection was lost, when another server says that its own was, and when a
 * server is gone, which may have died between a commit and its news.
 */
export class PostgresChannel implements Channel {
  readonly isShared = true;
  readonly id = randomUUID().slice(0, 8);
  #keyId = '';
  readonly #deps: PostgresChannelDeps;
  readonly #followers = new Map<string, Set<Follower>>();
  #client: Client | undefined;
  #outgoing: string[] = [];
  #isTelling = false;
  #isClosed = false;
  /** As of the last heartbeat. */
  #others: readonly OtherServer[] = [];
  #cancel: Cancel = () => undefined;

  static async open(deps: PostgresChannelDeps): Promise<PostgresChannel> {
    const channel = new PostgresChannel(deps);
    await channel.#connect();
    return channel;
  }

  private constructor(deps: PostgresChannelDeps) {
    this.#deps = deps;
  }

  get others(): readonly OtherServer[] {
    return this.#others;
  }

  async showKey(keyId: string): Promise<void> {
    this.#keyId = keyId;
    const client = this.#client;
    const rename = "SELECT set_config('application_name', $1, false)";
    await client?.query(rename, [this.#name]).catch((error) => this.#lose(client, error));
  }

  tell(topic: string, body: string): void {
    if (this.#outgoing.length >= OUTGOING_MAX) this.#outgoing = [this.#envelope(GAP, '')];
    this.#outgoing.push(this.#envelope(topic, body));
    void this.#tellAll();
  }

  async tellWithin(sql: Sql, topic: string, body: string): Promise<void> {
    await sql.query('SELECT pg_notify($1, $2)', [NAME, this.#envelope(topic, body)]);
  }

  follow(topic: string, follower: Follower): Cancel {
    const followers = this.#followers.get(topic) ?? new Set();
    this.#followers.set(topic, followers.add(follower));
    return () => followers.delete(follower);
  }

  async close(): Promise<void> {
    await this.#tellAll();
    this.#isClosed = true;
    this.#cancel();
    await this.#client?.end();
  }

  /** @throws {RangeError} for a body that no NOTIFY carries. */
  #envelope(topic: string, body: string): string {
    if (Buffer.byteLength(body) > BODY_BYTES_MAX)
      throw new RangeError(`${topic}: too long to tell`);
    return `${this.id} ${topic} ${body}`;
  }

  /** How the others see this server's connection; at most 63 bytes. */
  get #name(): string {
    return `${APPLICATION}${this.id} ${this.#keyId}`;
  }

  async #connect(): Promise<void> {
    const { address, log } = this.#deps;
    const client = new Client({
      ...address.config,
      application_name: this.#name,
      statement_timeout: STATEMENT_LIMIT_MS,
      query_timeout: STATEMENT_LIMIT_MS,
    });
    client.on('error', (error) => this.#lose(client, error));
    client.on('end', () => this.#lose(client, new Error('it was closed')));
    client.on('notification', ({ payload = '' }) => this.#hear(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${NAME}`);
      this.#others = await this.#look(client);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    log.debug('listening', { others: this.#others.length });
    this.#armHeartbeat(client);
  }

  #lose(client: Client, error: unknown): void {
    if (this.#isClosed || client !== this.#client) return;
    this.#deps.log.warn('news of other servers lost, trying again', { reason: messageOf(error) });
    this.#client = undefined;
    this.#cancel();
    void client.end().catch(() => undefined);
    this.#reconnect(0);
  }

  #reconnect(delayMs: number): void {
    this.#cancel = this.#deps.clock.after(delayMs, () => void this.#connectAgain(delayMs));
  }

  async #connectAgain(delayMs: number): Promise<void> {
    try {
      await this.#connect();
    } catch {
      if (this.#isClosed) return;
      return this.#reconnect(Math.min(Math.max(delayMs * 2, RETRY_MS_MIN), RETRY_MS_MAX));
    }
    if (this.#isClosed) return void this.#client?.end();
    this.#deps.log.info('news of other servers are back');
    this.tell(GAP, '');
    this.#missed();
  }

  #armHeartbeat(client: Client): void {
    this.#cancel = this.#deps.clock.after(HEARTBEAT_MS, () => void this.#beat(client));
  }

  async #beat(client: Client): Promise<void> {
    try {
      const others = await this.#look(client);
      const isSomebodyGone = this.#others.some(({ id }) =>
        others.every((other) => other.id !== id),
      );
      this.#others = others;
      if (isSomebodyGone) this.#missed();
    } catch (error) {
      return this.#lose(client, error);
    }
    if (client === this.#client && !this.#isClosed) this.#armHeartbeat(client);
  }

  async #look(client: Client): Promise<readonly OtherServer[]> {
    const { rows } = await client.query<{ name: string; address: string; since: Date }>(
      `SELECT application_name AS name, coalesce(host(client_addr), '') AS address,
         backend_start AS since
       FROM pg_stat_activity
       WHERE datname = current_database() AND starts_with(application_name, $1)
         AND NOT starts_with(application_name, $2)
       ORDER BY backend_start, pid`,
      [APPLICATION, `${APPLICATION}${this.id}`],
    );
    return rows.map(({ name, address, since }) => {
      const [id = '', keyId = ''] = name.slice(APPLICATION.length).split(' ');
      return { id, keyId, address, sinceMs: since.getTime() };
    });
  }

  /** What gathers while one statement is under way goes with the next. */
  async #tellAll(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (let client = this.#client; client !== undefined; client = this.#client) {
      const batch = this.#outgoing.splice(0, TOLD_AT_ONCE);
      if (batch.length === 0) break;
      const notify = 'SELECT count(pg_notify($1, message)) FROM unnest($2::text[]) AS message';
      await client.query(notify, [NAME, batch]).catch((error) => this.#lose(client, error));
    }
    this.#isTelling = false;
  }

  #hear(message: string): void {
    const [server = '', topic = ''] = message.split(' ', 2);
    if (server === this.id) return;
    if (topic === GAP) this.#missed();
    const body = message.slice(server.length + topic.length + 2);
    for (const follower of this.#followers.get(topic) ?? []) follower.hear(body);
  }

  #missed(): void {
    for (const followers of this.#followers.values()) {
      for (const follower of followers) follower.missed();
    }
  }
}
