import { z } from 'zod';
import {
  CHECK_STATES,
  type CheckState,
  RESULT_STATES,
  type ResultState,
} from '@/common/domain/check';
import type { CheckRow, SoftResult } from '@/common/domain/check-view';
import { type StoredSigns, signsOf } from '../nodes/node-row';
import { signColumns } from '../nodes/standing-sql';
import type { SortedRow } from './check-order';

/** A row of "NodeCheck" c with what is shown of its node n. */
export const CHECK_COLUMNS = `c."nodeId", n.name AS "nodeName", ${signColumns('n')},
  c."check", c.pack, c.state, c.rank, c.since, c.applies, c.reason, c.output, c."isFlapping",
  c."changePercent", c."softState", c."softAttempt", c."softSince", c."lastResultAt", c."durationMs",
  CASE WHEN c."softState" IS NOT NULL THEN (
    SELECT json FROM "NodeDocument" doc
    WHERE doc."nodeId" = c."nodeId" AND doc.kind = 'check' AND doc.key = c."check"
  ) END AS card`;

export interface StoredCheck extends SortedRow, StoredSigns {
  readonly pack: string;
  readonly state: string;
  readonly applies: boolean;
  readonly reason: string;
  readonly output: string;
  readonly isFlapping: boolean;
  readonly changePercent: number;
  readonly softState: string | null;
  readonly softAttempt: number | null;
  readonly softSince: Date | null;
  /** Only where some results do not count yet: it says how many it takes. */
  readonly card: unknown;
  readonly lastResultAt: Date | null;
  readonly durationMs: number | null;
}

export function checkRow(stored: StoredCheck): CheckRow {
  const softState = RESULT_STATES.find((state) => state === stored.softState);
  return {
    nodeId: stored.nodeId,
    nodeName: stored.nodeName,
    ...signsOf(stored),
    check: stored.check,
    pack: stored.pack,
    state: checkState(stored.state) ?? 'unknown',
    sinceMs: stored.since.getTime(),
    applies: stored.applies,
    reason: stored.reason,
    output: stored.output,
    isFlapping: stored.isFlapping,
    changePercent: stored.changePercent,
    soft: softState === undefined ? null : softOf(stored, softState),
    lastResultMs: stored.lastResultAt?.getTime() ?? null,
    durationMs: stored.durationMs,
  };
}

const patience = z.object({ attempts: z.number(), forMs: z.number() });

function softOf({ softAttempt, softSince, card }: StoredCheck, state: ResultState): SoftResult {
  const told = patience.safeParse(card).data;
  return {
    state,
    attempt: softAttempt ?? 1,
    sinceMs: softSince?.getTime() ?? null,
    attempts: told?.attempts ?? null,
    forMs: told?.forMs ?? null,
  };
}

export function checkState(text: string): CheckState | null {
  return CHECK_STATES.find((state) => state === text) ?? null;
}
