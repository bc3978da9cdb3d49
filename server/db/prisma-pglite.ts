import type { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import type { Translate } from './prisma-adapter';
import { type Parsers, toArrays, withPrismaParsers } from './values';

/** pglite-prisma-adapter over something that has no more of PGlite than `query`. */
export const prismaOverPglite: Translate = (run) => {
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
};
