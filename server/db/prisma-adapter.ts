import type { PGlite } from '@electric-sql/pglite';
import type {
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  SqlQueryable,
  Transaction,
} from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import type { Connection, Session } from './connection';
import { assertCommitted } from './transaction';
import { type Parsers, toArrays, withPrismaParsers } from './values';

/**
 * Lets Prisma take its turns at the one connection. Statements and values go through
 * pglite-prisma-adapter; transactions do not, since it reports a COMMIT that failed as a success.
 */
export function prismaAdapter(connection: Connection): SqlDriverAdapterFactory {
  const adapterName = 'opsbro-pglite';
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
        startTransaction: () => startTransaction(connection, adapterName),
        getConnectionInfo: () => ({ supportsRelationJoins: true }),
        dispose: async () => undefined,
      };
    },
  };
}

async function startTransaction(connection: Connection, adapterName: string): Promise<Transaction> {
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

type RunStatement = (text: string, values: readonly unknown[]) => ReturnType<Session['query']>;

/** pglite-prisma-adapter over something that has no more of PGlite than `query`. */
function translate(run: RunStatement): Promise<SqlQueryable> {
  const pglite = {
    async query(text: string, values: unknown[], { parsers }: { parsers: Parsers }) {
      const result = await run(text, values);
      return {
        fields: result.fields.map(({ name, type }) => ({ name, dataTypeID: type })),
        rows: toArrays(result, withPrismaParsers(parsers)),
        affectedRows: result.affected,
      };
    },
  };
  return new PrismaPGlite(pglite as unknown as PGlite).connect();
}

function statement(sql: string): SqlQuery {
  return { sql, args: [], argTypes: [] };
}
