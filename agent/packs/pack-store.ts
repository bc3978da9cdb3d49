import type { Cancel, Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { PackedCollector } from '../collectors/packed-collector';
import { createLanguage } from '../expression/evaluator';
import { loadCollectors } from './collector-loader';
import { type LoadedFunction, loadFunctions } from './function-loader';
import type { MakeJudges } from './pack-judges';
import { loadPackTree } from './pack-loader';
import { PackMemory } from './pack-memory';
import type { PackPlace } from './pack-places';
import { packDirectories } from './pack-source';
import type { PackTree } from './pack-tree';

export interface PackStoreDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** The weakest first. */
  readonly places: readonly PackPlace[];
  readonly judges: MakeJudges;
}

/** The packs in force. */
export interface Packs {
  readonly tree: PackTree;
  readonly collectors: readonly PackedCollector[];
  readonly functions: readonly LoadedFunction[];
}

/** How soon a changed file is in force, without anybody saying so. */
const LOOK_EVERY_MS = 5_000;

/** Holds the packs in force, and notices what changes. */
export class PackStore {
  readonly #deps: PackStoreDeps;
  readonly #memory = new PackMemory();
  readonly #faultsTold = new Set<string>();
  #packs: Packs | undefined;
  #fingerprint = '';
  #loading: Promise<Packs> | undefined;
  #listener: (packs: Packs) => void = () => undefined;
  #cancel: Cancel | undefined;
  #stopped = false;

  constructor(deps: PackStoreDeps) {
    this.#deps = deps;
  }

  /** @throws {AppError} INVALID when the directory of core packs cannot be read */
  open(): Promise<Packs> {
    return this.#load();
  }

  /** From now on looks for changes. @param listener is told what is in force then */
  watch(listener: (packs: Packs) => void): void {
    this.#listener = listener;
    this.#lookLater();
  }

  /** Reads all of it again now. What cannot be read leaves in force what was. */
  async reload(): Promise<void> {
    try {
      this.#listener(await this.#load());
    } catch (error) {
      this.#deps.log.error('packs cannot be read; those before stay in force', {
        reason: messageOf(error),
      });
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#listener = () => undefined;
  }

  /** One load at a time: who asks meanwhile gets one that began after it asked. */
  async #load(): Promise<Packs> {
    while (this.#loading !== undefined) await this.#loading.catch(() => undefined);
    this.#loading = this.#loadOnce();
    try {
      return await this.#loading;
    } finally {
      this.#loading = undefined;
    }
  }

  async #loadOnce(): Promise<Packs> {
    const { places, judges } = this.#deps;
    this.#fingerprint = fingerprintOf(places);
    const { functions, faults } = await loadFunctions(places, this.#packs?.functions);
    const language = createLanguage(functions.map((each) => each.function));
    const read = loadPackTree({ places, memory: this.#memory, judges: judges(language) });
    const tree = { ...read, faults: [...faults, ...read.faults] };
    const collectors = await loadCollectors(tree, this.#packs?.collectors);
    this.#packs = { tree, collectors, functions };
    this.#tellFaults(this.#packs);
    return this.#packs;
  }

  /** Each once, however often it is seen, until it has been away. */
  #tellFaults({ tree, collectors }: Packs): void {
    const faults = [
      ...tree.faults.map(({ message }) => message),
      ...collectors.flatMap((each) =>
        each.kind === 'ready' && each.fault !== undefined ? [each.fault] : [],
      ),
    ];
    for (const fault of faults) {
      if (!this.#faultsTold.has(fault)) this.#deps.log.warn('a pack is wrong', { reason: fault });
    }
    this.#faultsTold.clear();
    for (const fault of faults) this.#faultsTold.add(fault);
  }

  #lookLater(): void {
    if (this.#stopped) return;
    this.#cancel = this.#deps.clock.after(LOOK_EVERY_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    if (fingerprintOf(this.#deps.places) !== this.#fingerprint) {
      this.#deps.log.info('packs have changed', {});
      await this.reload();
    }
    this.#lookLater();
  }
}

/** Differs when any file does. */
function fingerprintOf(places: readonly PackPlace[]): string {
  return places.flatMap(({ path }) => filesAt(path)).join('\n');
}

function filesAt(path: string): string[] {
  try {
    return packDirectories(path, false).flatMap(({ path: pack, files }) => [
      pack,
      ...files.map((file) => `${file.path} ${file.fingerprint}`),
    ]);
  } catch (error) {
    return [messageOf(error)];
  }
}
