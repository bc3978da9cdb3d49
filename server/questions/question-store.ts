import { type AskedQuestion, askedQuestion, questionAnswer } from '@/common/protocol/question';
import type { Database } from '../db/database';
import type { Answer } from './question-desk';

/** Nobody waits for an answer so long. */
const KEPT_SECONDS = 120;

export type QuestionStore = ReturnType<typeof createQuestionStore>;

/** Questions on their way between servers: each is written by one, and answered by another. */
export function createQuestionStore(database: Database) {
  return {
    /** Removes what was left behind by servers that are gone, too. */
    async add(nodeId: string, { id, question }: AskedQuestion): Promise<void> {
      await database.query(
        `DELETE FROM "AgentQuestion" WHERE "askedAt" < now() - make_interval(secs => $1)`,
        [KEPT_SECONDS],
      );
      await database.query(
        `INSERT INTO "AgentQuestion" (id, "nodeId", question, "askedAt")
         VALUES ($1, $2, $3::jsonb, now())`,
        [id, nodeId, JSON.stringify(question)],
      );
    },

    async find(nodeId: string, id: string): Promise<AskedQuestion | undefined> {
      const { rows } = await database.query<{ question: unknown }>(
        `SELECT question FROM "AgentQuestion" WHERE id = $1 AND "nodeId" = $2 AND answer IS NULL`,
        [id, nodeId],
      );
      return askedQuestion.safeParse({ id, question: rows[0]?.question }).data;
    },

    async answer(nodeId: string, id: string, answer: Answer): Promise<void> {
      await database.query(
        `UPDATE "AgentQuestion" SET answer = $3::jsonb
         WHERE id = $1 AND "nodeId" = $2 AND answer IS NULL`,
        [id, nodeId, JSON.stringify(answer)],
      );
    },

    /** @returns `undefined` while there is none */
    async answerTo(id: string): Promise<Answer | undefined> {
      const { rows } = await database.query<{ answer: unknown }>(
        'SELECT answer FROM "AgentQuestion" WHERE id = $1',
        [id],
      );
      return questionAnswer.shape.answer.safeParse(rows[0]?.answer).data;
    },

    async remove(id: string): Promise<void> {
      await database.query('DELETE FROM "AgentQuestion" WHERE id = $1', [id]);
    },

    /** What is said to people of a node that cannot be asked. */
    async nodeOf(
      nodeId: string,
    ): Promise<{ readonly name: string; readonly lastReportMs: number | null } | undefined> {
      const { rows } = await database.query<{ name: string; lastReportAt: Date | null }>(
        'SELECT name, "lastReportAt" FROM "Node" WHERE id = $1',
        [nodeId],
      );
      const [row] = rows;
      return row && { name: row.name, lastReportMs: row.lastReportAt?.getTime() ?? null };
    },
  };
}
