/** `nodeState` and `nodeStanding` of common/domain/node.ts in SQL. */
interface StandingParts {
  /** The alias of the node's row, or nothing where it is the only table. */
  readonly node?: string;
  /** The parameter with the time before which a last report is too old. */
  readonly staleBefore: string;
}

/** One word of `NODE_STANDINGS`. */
export function standingSql({ node, staleBefore }: StandingParts): string {
  const row = columnsOf(node);
  return `CASE WHEN ${row.admission} = 'pending' THEN 'waiting'
               WHEN ${row.admission} <> 'active' THEN ${row.admission}
               WHEN ${row.lastReportAt} IS NULL THEN 'pending'
               WHEN ${isGone('dead', node)} THEN 'down'
               WHEN ${isGone('left', node)} THEN 'left'
               WHEN ${row.lastReportAt} >= ${staleBefore} THEN 'live'
               WHEN ${row.peerState} = 'alive' THEN 'unreporting' ELSE 'stale' END`;
}

/** Whether it is live: never null. */
export function isLiveSql({ node, staleBefore }: StandingParts): string {
  const row = columnsOf(node);
  return `(${row.admission} = 'active' AND coalesce(${row.lastReportAt} >= ${staleBefore}, false)
    AND NOT ${isGone('dead', node)} AND NOT ${isGone('left', node)})`;
}

/** Whether its peers hold it so, and it has not been heard since that was confirmed: never null. */
export function isGone(state: 'dead' | 'left', node?: string): string {
  const row = columnsOf(node);
  return `(${row.peerState} = '${state}'
    AND coalesce(${row.peerConfirmedAt} >= ${row.lastReportAt}, false))`;
}

/** What `signsOf` asks of a row. */
export function signColumns(node: string): string {
  return Object.values(columnsOf(node)).join(', ');
}

function columnsOf(node: string | undefined) {
  const of = (column: string) => (node === undefined ? column : `${node}.${column}`);
  return {
    admission: of('admission'),
    lastReportAt: of('"lastReportAt"'),
    peerState: of('"peerState"'),
    peerConfirmedAt: of('"peerConfirmedAt"'),
  };
}
