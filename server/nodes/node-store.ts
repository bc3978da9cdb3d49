import type { DesiredState } from '@/common/domain/desired-state';
import {
  NODE_STANDINGS,
  type NodeCounts,
  type NodeDetail,
  type NodeEdit,
  type NodeRow,
  type NodeStanding,
  STALE_AFTER_MS,
} from '@/common/domain/node';
import type { NodeQuery } from '@/common/domain/node-query';
import type { Database, Sql } from '../db/database';
import type { NodeModel } from '../db/generated/models';
import { memberOfSql } from '../monitoring/member-of';
import { intervalsOf, nodeDetail, nodeRow } from './node-row';
import { searchNodes } from './node-search';
import { standingSql } from './standing-sql';

export interface NewNode {
  readonly id: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly hostname: string;
}

export type NodeStore = ReturnType<typeof createNodeStore>;

const FLEET_MAX = 2_000;

/** Nodes in PostgreSQL. States depend on the time, which is handed in with each question. */
export function createNodeStore(database: Database) {
  return { ...nodeQuestions(database), ...nodeChanges(database) };
}

function nodeChanges({ prisma }: Database) {
  return {
    /** @returns false when the node was there already */
    async add(node: NewNode): Promise<boolean> {
      const { count } = await prisma.node.createMany({
        data: [{ ...node, name: node.hostname }],
        skipDuplicates: true,
      });
      return count === 1;
    },

    /** Takes over what a person wants; the revision grows with it. */
    async edit(
      sql: Sql,
      edit: NodeEdit,
    ): Promise<{ before: NodeDetail; after: NodeDetail } | undefined> {
      const found = await sql.query<NodeModel>('SELECT * FROM "Node" WHERE id = $1 FOR UPDATE', [
        edit.nodeId,
      ]);
      const before = found.rows[0];
      const edited = await sql.query<NodeModel>(
        `UPDATE "Node" SET "displayName" = $2, groups = $3,
           "memberOf" = ${memberOfSql('$3::text[]')},
           name = CASE WHEN $2 <> '' THEN $2 WHEN "displayName" <> '' THEN hostname ELSE name END,
           "collectorIntervals" = $4::jsonb, "desiredRevision" = "desiredRevision" + 1
         WHERE id = $1 RETURNING *`,
        [
          edit.nodeId,
          edit.displayName,
          [...new Set(edit.groups)].sort(),
          JSON.stringify(edit.collectorIntervalsMs),
        ],
      );
      const after = edited.rows[0];
      if (before === undefined || after === undefined) return undefined;
      return { before: nodeDetail(before), after: nodeDetail(after) };
    },
  };
}

function nodeQuestions(database: Database) {
  const { prisma } = database;

  async function rowsOf(ids: readonly string[]): Promise<NodeRow[]> {
    const nodes = await prisma.node.findMany({ where: { id: { in: [...ids] } } });
    return nodes.map(nodeRow);
  }

  return {
    async find(id: string): Promise<NodeDetail | undefined> {
      const node = await prisma.node.findUnique({ where: { id } });
      if (node === null) return undefined;
      const [token, relay] = await Promise.all([
        prisma.enrolmentToken.findUnique({ where: { id: node.enrolmentTokenId } }),
        prisma.node.findUnique({ where: { id: node.through }, select: { name: true } }),
      ]);
      return nodeDetail(node, { enrolledBy: token?.note ?? '', relayName: relay?.name ?? '' });
    },

    async page(wanted: NodeQuery, nowMs: number): Promise<{ rows: NodeRow[]; total: number }> {
      const { ids, total } = await searchNodes(database, wanted, nowMs);
      return { rows: inOrder(ids, await rowsOf(ids)), total };
    },

    rows: rowsOf,

    async fleet(): Promise<NodeRow[]> {
      const nodes = await prisma.node.findMany({
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: FLEET_MAX,
      });
      return nodes.map(nodeRow);
    },

    async counts(nowMs: number): Promise<NodeCounts> {
      const { rows } = await database.query<{ standing: NodeStanding; nodes: number }>(
        `SELECT ${standingSql({ staleBefore: '$1' })} AS standing, count(*)::int4 AS nodes FROM "Node" GROUP BY 1`,
        [new Date(nowMs - STALE_AFTER_MS)],
      );
      const found = new Map(rows.map(({ standing, nodes }) => [standing, nodes]));
      const counted = NODE_STANDINGS.map((standing) => [standing, found.get(standing) ?? 0]);
      return Object.fromEntries(counted) as NodeCounts;
    },

    async desired(id: string): Promise<DesiredState | undefined> {
      const node = await prisma.node.findUnique({ where: { id } });
      if (node === null) return undefined;
      return {
        revision: node.desiredRevision,
        displayName: node.displayName,
        groups: node.groups,
        collectorIntervalsMs: intervalsOf(node),
      };
    },
  };
}

/** A node that went between two questions is left out. */
function inOrder(ids: readonly string[], rows: readonly NodeRow[]): NodeRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
