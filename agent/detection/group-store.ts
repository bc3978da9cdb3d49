import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  type GroupChange,
  type GroupMembership,
  groupChange,
  groupMembership,
} from '@/common/domain/detection';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';

/** All that is kept of groups. */
export interface KeptGroups {
  readonly memberships: readonly GroupMembership[];
  /** Oldest first. */
  readonly history: readonly GroupChange[];
}

const file = z.object({
  version: z.literal(1),
  memberships: z.array(z.unknown()),
  history: z.array(z.unknown()),
});

/** Where the groups of the node outlive the agent: one file, replaced as a whole. */
export class GroupStore {
  readonly #path: string;
  readonly #log: Log;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** What is damaged is left out, and nothing else with it. */
  read(): KeptGroups {
    try {
      const { memberships, history } = file.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
      return {
        memberships: memberships.flatMap((each) => groupMembership.safeParse(each).data ?? []),
        history: history.flatMap((each) => groupChange.safeParse(each).data ?? []),
      };
    } catch (error) {
      if (!hasErrno(error, 'ENOENT')) {
        const fields = { path: this.#path, reason: messageOf(error) };
        this.#log.warn('kept groups are unusable; detectors find them anew', fields);
      }
      return { memberships: [], history: [] };
    }
  }

  /** A disk that does not take it costs a warning, never a group. */
  write({ memberships, history }: KeptGroups): void {
    try {
      writeFileAtomic(this.#path, `${JSON.stringify({ version: 1, memberships, history })}\n`);
    } catch (error) {
      this.#log.warn('groups not stored', { path: this.#path, reason: messageOf(error) });
    }
  }
}
