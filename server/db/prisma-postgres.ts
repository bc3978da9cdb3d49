import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type QueryArrayConfig } from 'pg';
import type { Translate } from './prisma-adapter';

/** adapter-pg over something that has no more of a pool than `query`; the pool opens no connection. */
export const prismaOverPostgres: Translate = (run) => {
  const pool = Object.assign(new Pool(), {
    async query({ text, values = [], types }: QueryArrayConfig) {
      const { fields, rows, affected } = await run(text, values);
      const parsers = fields.map(({ type }) => types?.getTypeParser(type, 'text'));
      const parse = (value: string | null, column: number): unknown =>
        value === null ? null : parsers[column]?.(value);
      return {
        fields: fields.map(({ name, type }) => ({ name, dataTypeID: type })),
        rows: rows.map((row) => row.map(parse)),
        rowCount: affected,
      };
    },
  });
  return new PrismaPg(pool).connect();
};
