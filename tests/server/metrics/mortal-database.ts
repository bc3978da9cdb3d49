import type { Database, Sql } from '@/server/db/database';

export class Death extends Error {}

/** `before`: the statement never ran. `after`: it ran, and nobody heard. */
export type Moment = 'before' | 'after';

/**
 * A view of a real database whose process dies at its n-th step. Each statement is a step and so is
 * each commit; from then on every call fails, and what was not committed is rolled back.
 */
export function mortalDatabase(
  database: Database,
  stepsLeft: number,
  moment: Moment,
): Database & { readonly steps: () => number } {
  let steps = 0;

  async function step<Result>(work: () => Promise<Result>): Promise<Result> {
    steps += 1;
    if (steps > stepsLeft || (steps === stepsLeft && moment === 'before')) throw new Death();
    const result = await work();
    if (steps === stepsLeft) throw new Death();
    return result;
  }

  const mortal = (sql: Sql): Sql => ({
    query: (text, values) => step(() => sql.query(text, values)),
  });
  return {
    ...database,
    ...mortal(database),
    steps: () => steps,
    async transaction(work) {
      // Dying before the commit is failing inside of it; dying after is losing its answer.
      const result = await database.transaction(async (sql) => {
        const worked = await work(mortal(sql));
        if (steps + 1 === stepsLeft && moment === 'before') await step(async () => {});
        return worked;
      });
      return step(async () => result);
    },
  };
}
