import type { ClientBase, CustomTypesConfig, QueryArrayConfig, QueryArrayResult } from 'pg';
import type { OpenSession } from './connection';
import { asStatementFailure, connectionLost, isConnectionLost } from './postgres-failure';
import type { StatementResult } from './thread-message';
import { TurnQueue } from './turn-queue';

export interface PostgresSessionDeps {
  readonly client: ClientBase;
  /** After which PostgreSQL ends a statement; a part of the connection's settings. */
  readonly limitMs: number;
  /** Once, when the connection is of no use any more. */
  readonly onLost: (error: unknown) => void;
  /** Once, at the end. */
  readonly release: (isLost: boolean) => void;
}

/** One connection of PostgreSQL for one turn; values come as PostgreSQL wrote them. */
export function postgresSession(deps: PostgresSessionDeps): OpenSession {
  const { client, limitMs, release } = deps;
  const order = new TurnQueue();
  let isLost = false;
  let ended = false;

  function lose(error: unknown): void {
    if (isLost) return;
    isLost = true;
    deps.onLost(error);
  }
  client.on('error', lose);

  async function run(statement: Statement): Promise<Answer> {
    if (ended) throw new Error('the transaction is over: it takes no more statements');
    if (isLost) throw connectionLost(undefined);
    try {
      return await client.query(statement);
    } catch (error) {
      if (isConnectionLost(error)) lose(error);
      throw asStatementFailure(error, limitMs);
    }
  }
  const ask = (statement: Statement) => order.run(async () => toResult(await run(statement)));

  return {
    query: (text, values) => ask({ ...EXTENDED, text, values: values.map(toParameter) }),
    script: (text) => ask({ ...SIMPLE, text }),
    end() {
      if (ended) return;
      ended = true;
      void order.run(async () => {
        client.off('error', lose);
        release(isLost || client.getTransactionStatus() !== 'I');
      });
    },
  };
}

type Statement = QueryArrayConfig<unknown[]>;

const asText = (value: string) => value;
const AS_TEXT = {
  rowMode: 'array',
  types: { getTypeParser: () => asText } as unknown as CustomTypesConfig,
} as const;

/** One statement, even without parameters. */
const EXTENDED = { ...AS_TEXT, queryMode: 'extended' } as const;
/** Any number of them, without parameters. */
const SIMPLE = AS_TEXT;

type Answer = QueryArrayResult | readonly QueryArrayResult[];

function toResult(answer: Answer): StatementResult {
  const result = Array.isArray(answer) ? answer.at(-1) : answer;
  const { fields = [], rows = [], rowCount, command } = result ?? {};
  // Without this an empty text would look like a statement that did its work.
  if (!command) throw new Error('the statement is empty, expected SQL');
  const columns = fields.map(({ name, dataTypeID }: Field) => ({ name, type: dataTypeID }));
  const affected = WRITES.has(command) ? (rowCount ?? 0) : 0;
  return { fields: columns, rows, affected, command };
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

const WRITES: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** Dates in UTC, which pg would write in the time zone of this process. */
function toParameter(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.map(toParameter) : value;
}
