import { chownSync, lstatSync, mkdirSync, readFileSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { type Document, isMap, isSeq, parseDocument } from 'yaml';
import { messageOf } from '@/common/errors';
import { hasErrno } from '@/common/node/atomic-file';
import { placeFile } from '../service/place-file';
import { ConfigError } from './config-error';
import { valueAt } from './setting-tree';
import { readSettings } from './settings-source';

/** The configuration file of an agent, to be edited; comments and order survive. */
export class ConfigFile {
  readonly path: string;
  #document: Document;
  readonly #before: Stats | undefined;

  /**
   * Opens it; one that is not there is empty.
   * @throws {ConfigError} for one that cannot be read, is no YAML, or is a link
   */
  constructor(path: string) {
    this.path = path;
    this.#before = lstatSync(path, { throwIfNoEntry: false });
    if (this.#before?.isSymbolicLink() === true) {
      throw new ConfigError(`${path} is a link, which is not followed; edit what it points to.`);
    }
    this.#document = parseDocument(this.#before === undefined ? '' : textOf(path));
    const [error] = this.#document.errors;
    if (error !== undefined) {
      const line = error.linePos?.[0].line ?? 1;
      throw new ConfigError(`${path} line ${line}: ${error.message.split('\n')[0]}`);
    }
    const { contents } = this.#document;
    if (contents !== null && !isMap(contents)) {
      throw new ConfigError(`${path}: expected keys with values.`);
    }
  }

  /** @param key such as `outbox.maxAge` @returns `undefined` for what it does not say */
  get(key: string): unknown {
    return valueAt(this.#document.toJS(), key.split('.'));
  }

  /** @throws {ConfigError} for a value that does not fit, which is not taken */
  set(key: string, value: string | boolean): void {
    this.#edit(() => this.#document.setIn(key.split('.'), value));
  }

  /** @returns whether it was not in the list before @throws {ConfigError} */
  add(key: string, word: string): boolean {
    const words = this.#list(key);
    if (words.includes(word)) return false;
    this.#edit(() => this.#document.addIn(key.split('.'), word));
    return true;
  }

  /** @returns whether it was in the list @throws {ConfigError} */
  remove(key: string, word: string): boolean {
    const at = this.#list(key).indexOf(word);
    if (at === -1) return false;
    this.#edit(() => this.#document.deleteIn([...key.split('.'), at]));
    return true;
  }

  /** Who may read it stays as it was. @throws {AppError} INVALID when the file system refuses */
  write(): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const mode = (this.#before?.mode ?? 0o600) & 0o777;
    placeFile(this.path, String(this.#document), mode);
    const { uid, gid } = lstatSync(this.path);
    const owner = this.#before ?? { uid, gid };
    if (owner.uid !== uid || owner.gid !== gid) chownSync(this.path, owner.uid, owner.gid);
  }

  /** What may be written as one text, with commas between, becomes a list. */
  #list(key: string): unknown[] {
    const found = this.#document.getIn(key.split('.'));
    if (isSeq(found)) return found.toJSON();
    const words = typeof found === 'string' ? found.split(',').map((word) => word.trim()) : [];
    const items = words.filter((word) => word !== '');
    this.#edit(() => this.#document.setIn(key.split('.'), this.#document.createNode(items)));
    return items;
  }

  #edit(change: () => void): void {
    const before = this.#document.clone();
    try {
      change();
      readSettings({ values: this.#document.toJS() ?? {}, placeOf: () => this.path });
    } catch (cause) {
      this.#document = before;
      if (cause instanceof ConfigError) throw cause;
      // Something else stands where keys with values should be.
      throw new ConfigError(`${this.path}: ${messageOf(cause)}.`, { cause });
    }
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (hasErrno(cause, 'EACCES', 'EPERM')) {
      throw new ConfigError(`${path} belongs to another user; run this as that user or as root.`, {
        cause,
      });
    }
    throw cause;
  }
}
