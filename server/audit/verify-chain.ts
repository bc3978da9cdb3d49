import type { AuditVerdict } from '@/common/domain/audit';
import { type AuditLink, CHAIN_START, faultOf, sameBytes } from './audit-chain';
import type { AuditStore } from './audit-store';

type Fault = NonNullable<AuditVerdict['fault']>;
type Rows = Pick<AuditStore, 'after'>;

/** Rows that are read at once. */
const PAGE = 500;

/**
 * Follows the chain from its first row to its last, and then to where `head` says that it reached.
 * Rows that are added meanwhile are checked too.
 * @param head as read before the first row; `undefined` when this server has written none down
 */
export async function verifyChain(store: Rows, head: AuditLink | undefined): Promise<AuditVerdict> {
  let headMatches = false;
  const { last, fault } = await followChain(store, CHAIN_START, (link) => {
    headMatches ||= head?.seq === link.seq && sameBytes(head.hash, link.hash);
  });
  const found = fault ?? (headMatches ? null : headFault(head, last));
  return {
    ok: found === null,
    entries: Number(last.seq),
    checkedTo: last.seq === CHAIN_START.seq ? '' : String(last.seq),
    fault: found,
    headMatches,
  };
}

/**
 * @param reached told of `from` and of each row that follows as it should
 * @returns the last of these, and what is wrong with the row after it
 */
export async function followChain(
  store: Rows,
  from: AuditLink,
  reached: (link: AuditLink) => void = () => undefined,
): Promise<{ last: AuditLink; fault: Fault | null }> {
  let last = from;
  reached(last);
  for (;;) {
    const rows = await store.after(last.seq === CHAIN_START.seq ? SEQ_MIN : last.seq, PAGE);
    for (const row of rows) {
      const what = faultOf(last, row);
      if (what !== undefined) return { last, fault: { seq: String(row.seq), what } };
      last = row;
      reached(last);
    }
    if (rows.length < PAGE) return { last, fault: null };
  }
}

/** Whoever tampers may give a row any number: one below the first must be found too. */
const SEQ_MIN = -(2n ** 63n);

function headFault(head: AuditLink | undefined, last: AuditLink): Fault {
  if (head === undefined) {
    const what = 'the file audit.head is missing, so nobody knows how far the log should reach';
    return { seq: String(last.seq), what };
  }
  if (head.seq > last.seq) {
    const what = `rows ${last.seq + 1n} to ${head.seq} were removed`;
    return { seq: String(last.seq + 1n), what };
  }
  return { seq: String(head.seq), what: 'the log was written anew up to here or beyond' };
}
