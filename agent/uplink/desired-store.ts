import { readFileSync } from 'node:fs';
import { type DesiredState, desiredState, NO_DESIRED_STATE } from '@/common/domain/desired-state';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';

/** The last desired state that this node was told, so that a restart without a server has it. */
export class DesiredStore {
  readonly #path: string;
  readonly #log: Log;
  #current: DesiredState;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
    this.#current = this.#read();
  }

  get current(): DesiredState {
    return this.#current;
  }

  /** Runs with it even if the disk does not take it: the server tells it again. */
  replace(state: DesiredState): void {
    this.#current = state;
    try {
      writeFileAtomic(this.#path, `${JSON.stringify(state, null, 2)}\n`);
    } catch (error) {
      this.#log.warn('desired state not stored', { path: this.#path, reason: messageOf(error) });
    }
  }

  #read(): DesiredState {
    try {
      return desiredState.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch (error) {
      if (!hasErrno(error, 'ENOENT')) {
        const reason = messageOf(error);
        this.#log.warn('stored desired state is unusable, waiting for the server to tell it', {
          path: this.#path,
          reason,
        });
      }
      return NO_DESIRED_STATE;
    }
  }
}
