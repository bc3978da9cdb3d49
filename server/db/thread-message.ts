/** What the thread is asked, one at a time: it answers before it is asked again. */
export type ThreadRequest =
  /** One statement with `$1 …` parameters. */
  | { readonly kind: 'query'; readonly text: string; readonly values: readonly unknown[] }
  /** Any number of statements without parameters; the answer is that of the last. */
  | { readonly kind: 'script'; readonly text: string }
  | { readonly kind: 'close' };

/** What a statement gave, every value as PostgreSQL wrote it: the main thread parses. */
export interface StatementResult {
  readonly fields: readonly ResultField[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly affected: number;
  /** The first word of the command tag, such as `SELECT` or `ROLLBACK`. */
  readonly command: string;
}

interface ResultField {
  readonly name: string;
  /** The OID in `pg_type`. */
  readonly type: number;
}

/** A statement that PostgreSQL refused. */
export interface StatementFailure {
  readonly message: string;
  /** SQLSTATE; missing when a value could not be written as its type. */
  readonly code?: string;
  readonly severity?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
}

export type ThreadMessage =
  /** The first, when PostgreSQL has started. */
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'result'; readonly result: StatementResult }
  | { readonly kind: 'failure'; readonly failure: StatementFailure }
  /** A line that PostgreSQL wrote to its log: FATAL and PANIC only. */
  | { readonly kind: 'log'; readonly line: string }
  /** The thread ends itself: what is in its memory can no longer be trusted. */
  | { readonly kind: 'crashed'; readonly reason: string };
