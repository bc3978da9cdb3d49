import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { z } from 'zod';
import { MEMBER_STATES, memberCard, memberChange, zoneName } from '@/common/domain/member';
import { moment } from '@/common/domain/moment';
import { messageOf } from '@/common/errors';
import { parseJson } from '@/common/json';
import type { Log } from '@/common/log';
import { hasErrno } from '@/common/node/atomic-file';
import { ByteReader } from '../gossip/codec/byte-reader';
import { newsBytes, readNews } from '../gossip/codec/news-codec';
import { unlessMalformed } from '../gossip/codec/packet-codec';
import type { GossipStore, RememberedMember, Snapshot } from '../gossip/gossip-deps';
import type { News } from '../gossip/message';

const file = z.object({
  version: z.literal(1),
  zone: zoneName,
  incarnation: memberCard.shape.incarnation,
  members: z.array(z.unknown()),
  history: z.array(z.unknown()),
});

const storedMember = z.object({
  news: z.base64(),
  state: z.enum(MEMBER_STATES),
  sinceMs: moment,
  left: z.base64().nullable(),
});

export interface SnapshotFileDeps {
  readonly path: string;
  readonly log: Log;
  /** Members of another zone are forgotten; the incarnation and the history are not. */
  readonly zone: string;
}

/**
 * What an agent knows of its cluster, where it outlives the agent: one file, replaced as a whole. It
 * is written beside the event loop, since a sync of seconds would look like a dead agent to others.
 */
export class SnapshotFile implements GossipStore {
  readonly #deps: SnapshotFileDeps;
  /** Not on the disk yet. */
  #newest: Snapshot | undefined;
  #writing: Promise<void> | undefined;

  constructor(deps: SnapshotFileDeps) {
    this.#deps = deps;
  }

  /** What is damaged is left out, told, and nothing else with it. */
  load(): Snapshot | undefined {
    const { path, log } = this.#deps;
    try {
      const read = file.parse(parseJson(readFileSync(path, 'utf8')));
      const { incarnation } = read;
      const members = read.zone === this.#deps.zone ? this.#membersOf(read.members) : [];
      const history = read.history.flatMap((each) => memberChange.safeParse(each).data ?? []);
      return { incarnation, members, history };
    } catch (error) {
      if (!hasErrno(error, 'ENOENT')) {
        log.warn('the kept list of members is unusable, this agent begins without one', {
          path,
          reason: messageOf(error),
        });
      }
      return undefined;
    }
  }

  save(snapshot: Snapshot): void {
    this.#newest = snapshot;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when what was saved is on the disk, or was told not to be. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#newest; next !== undefined; next = this.#newest) {
      this.#newest = undefined;
      await this.#write(this.#text(next)).catch((error) => this.#warn(error));
    }
    this.#writing = undefined;
  }

  async #write(text: string): Promise<void> {
    const { path } = this.#deps;
    const handle = await open(`${path}.new`, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${path}.new`, path);
  }

  /** A disk that does not take it costs a warning, never a member. */
  #warn(error: unknown): void {
    const { log, path } = this.#deps;
    log.warn('the list of members is not stored', { path, reason: messageOf(error) });
  }

  #text({ incarnation, members, history }: Snapshot): string {
    const { zone } = this.#deps;
    return `${JSON.stringify({ version: 1, zone, incarnation, members: members.map(stored), history })}\n`;
  }

  #membersOf(entries: readonly unknown[]): RememberedMember[] {
    const members = entries.flatMap((entry) => remembered(entry) ?? []);
    const damaged = entries.length - members.length;
    if (damaged > 0) this.#deps.log.warn('kept members are unusable', { members: damaged });
    return members;
  }
}

function stored({ news, left, state, sinceMs }: RememberedMember): z.input<typeof storedMember> {
  return { news: textOf(news), state, sinceMs, left: left && textOf(left) };
}

/** Who signed it is looked at by whoever takes it in, as if it came over the wire. */
function remembered(entry: unknown): RememberedMember | undefined {
  const { data } = storedMember.safeParse(entry);
  if (data === undefined) return undefined;
  const news = newsOf(data.news);
  const left = data.left === null ? null : newsOf(data.left);
  if (news?.kind !== 'alive' || (left !== null && left?.kind !== 'left')) return undefined;
  const { state, sinceMs } = data;
  return { news, state, sinceMs, left };
}

function textOf(news: News): string {
  return Buffer.from(newsBytes(news)).toString('base64');
}

function newsOf(text: string): News | undefined {
  return unlessMalformed(() => {
    const reader = new ByteReader(Buffer.from(text, 'base64'));
    const news = readNews(reader);
    reader.end();
    return news;
  });
}
