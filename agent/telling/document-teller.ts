import {
  ALL_KEYS,
  DOCUMENT_LENGTH_MAX,
  type DocumentKind,
  type DocumentOf,
  readDocument,
  SINGLE_KINDS,
  type SingleKind,
} from '@/common/domain/node-document';
import type { Log } from '@/common/log';
import type { MonitoringSink } from '../collectors/report-sink';

type Listed = Exclude<DocumentKind, SingleKind>;

/** What there is of each kind, asked for whenever it may have changed. */
export type DocumentSources = {
  readonly [Kind in Listed]: () => readonly DocumentOf<Kind>[];
} & {
  readonly [Kind in SingleKind]: () => DocumentOf<Kind>;
};

export interface DocumentTellerDeps {
  readonly sink: Pick<MonitoringSink, 'document'>;
  readonly sources: DocumentSources;
  readonly log: Log;
}

/** Texts are cut to this, one after the other, until a document is short enough. */
const TEXT_LENGTHS = [4_000, 1_000, 250, 60];

/** Tells what the agent is set up to, each document when it has changed. */
export class DocumentTeller {
  readonly #deps: DocumentTellerDeps;
  readonly #told = new Map<string, string>();

  constructor(deps: DocumentTellerDeps) {
    this.#deps = deps;
  }

  /** Whoever listens knows nothing any more: the next `tell` of each kind says everything. */
  forget(): void {
    this.#told.clear();
  }

  /** Something of this kind may have changed. */
  tell(kind: DocumentKind): void {
    if (isSingle(kind)) {
      this.#tellOne(kind, '', this.#deps.sources[kind]());
      return;
    }
    const present = this.#deps.sources[kind]();
    const keys = present.map(keyOf).filter((key) => key !== '');
    for (const one of present) this.#tellOne(kind, keyOf(one), one);
    const kept = new Set(keys);
    for (const place of this.#told.keys()) {
      const [ofKind, key = ''] = place.split(' ', 2);
      if (ofKind === kind && key !== ALL_KEYS && !kept.has(key)) this.#told.delete(place);
    }
    this.#tellText(kind, ALL_KEYS, JSON.stringify([...keys].sort()));
  }

  #tellOne(kind: DocumentKind, key: string, content: object): void {
    const json = fitting(content);
    if (readDocument(kind, json) === undefined) {
      this.#deps.log.warn('a document cannot be told', { kind, key, length: json.length });
    } else this.#tellText(kind, key, json);
  }

  #tellText(kind: DocumentKind, key: string, json: string): void {
    const place = `${kind} ${key}`;
    if (this.#told.get(place) === json) return;
    this.#told.set(place, json);
    this.#deps.sink.document({ kind, key, json });
  }
}

function isSingle(kind: DocumentKind): kind is SingleKind {
  return SINGLE_KINDS.some((one) => one === kind);
}

function keyOf(content: { readonly id: string } | { readonly name: string }): string {
  return 'id' in content ? content.id : content.name;
}

function fitting(content: object): string {
  const whole = JSON.stringify(content);
  if (whole.length <= DOCUMENT_LENGTH_MAX) return whole;
  const shorter = TEXT_LENGTHS.map((length) => JSON.stringify(content, cutTo(length)));
  return shorter.find((json) => json.length <= DOCUMENT_LENGTH_MAX) ?? whole;
}

function cutTo(length: number) {
  return (_key: string, value: unknown): unknown =>
    typeof value === 'string' && value.length > length ? `${value.slice(0, length - 1)}…` : value;
}
