import { type inferParserType, parseAsString } from 'nuqs/server';
import { type CheckQuery, checkQuery } from '@/common/domain/check-query';

/** What of a check's page stands in the address. */
export const checkPageParams = {
  /** The node that it is explained on. */
  node: parseAsString,
  /** Where its list of nodes goes on. */
  after: parseAsString,
};

export type CheckPageParams = inferParserType<typeof checkPageParams>;

const NODES_SHOWN = 50;

/** The nodes that have it, worst first; those that it is not for stand after them. */
export function statesQuery(check: string, { after }: CheckPageParams): CheckQuery {
  return checkQuery.parse({
    check,
    all: true,
    limit: NODES_SHOWN,
    ...(after === null ? {} : { after: after.slice(0, 1_024) }),
  });
}
