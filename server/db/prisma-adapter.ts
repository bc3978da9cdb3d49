import type {
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  SqlQueryable,
  Transaction,
} from '@prisma/driver-adapter-utils';
import type { Connection, Session } from './connection';
import { assertCommitted } from './transaction';

export type RunStatement = (
  text: string,
  values: readonly unknown[],
) => ReturnType<Session['query']>;

/** Prisma's statements and values as a database takes and gives them, over one way to run them. */
export type Translate = (run: RunStatement) => Promise<SqlQueryable>;

/**
 * Lets Prisma take its turns at our connections. Statements and values go through the adapter of the
 * database; transactions do not: a COMMIT that was answered with ROLLBACK is no success.
 */
export function prismaAdapter(
  connection: Connection,
  translate: Translate,
): SqlDriverAdapterFactory {
  const adapterName = 'opsbro';
  return {
    provider: 'postgres',
    adapterName,
    async connect(): Promise<SqlDriverAdapter> {
      const single = await translate((text, values) =>
        connection.run((session) => session.query(text, values)),
      );
      return {
        provider: 'postgres',
        adapterName,
        queryRaw: (query) => single.queryRaw(query),
        executeRaw: (query) => single.executeRaw(query),
        executeScript: (script) => connection.run(async (session) => void session.script(script)),
        startTransaction: () => startTransaction(connection, translate, adapterName),
        getConnectionInfo: () => ({ supportsRelationJoins: true }),
        dispose: async () => undefined,
      };
    },
  };
}

async function startTransaction(
  connection: Connection,
  translate: Translate,
  adapterName: string,
): Promise<Transaction> {
  const session = await connection.begin();
  const inside = await translate(async (text, values) => {
    const result = await session.query(text, values);
    if (text === 'COMMIT') assertCommitted(result);
    return result;
  });
  const end = async (text: string) => {
    try {
      await inside.executeRaw(statement(text));
    } finally {
      session.end();
    }
  };
  try {
    await inside.executeRaw(statement('BEGIN'));
  } catch (error) {
    session.end();
    throw error;
  }
  return {
    provider: 'postgres',
    adapterName,
    options: { usePhantomQuery: true },
    queryRaw: (query) => inside.queryRaw(query),
    executeRaw: (query) => inside.executeRaw(query),
    commit: () => end('COMMIT'),
    rollback: () => end('ROLLBACK'),
  };
}

function statement(sql: string): SqlQuery {
  return { sql, args: [], argTypes: [] };
}
