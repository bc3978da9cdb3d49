/** The report that something came in, and with it whether it is newer than what is here. */
export interface Origin {
  readonly nodeId: string;
  /** The agent's time: shown, and never compared, since somebody may set that clock back. */
  readonly atMs: number;
  readonly epoch: string;
  readonly sequence: number;
  /** The run of the agent that speaks now: newer than any other, whatever its name says. */
  readonly currentEpoch: string;
}

/** `$1` to `$4` of a statement that asks `isNewer`. */
export function placeOf({ nodeId, epoch, sequence, currentEpoch }: Origin) {
  return [nodeId, epoch, sequence, currentEpoch] as const;
}

/** Columns that say from which report a row is, as SQL. */
export interface OriginColumns {
  readonly epoch: string;
  readonly sequence: string;
}

/**
 * Whether what comes in (`$2`, `$3`) is newer than the row: by number within one run of the agent,
 * the run that speaks now (`$4`) before all others, and these by their names, which sort by age.
 */
export function isNewer({ epoch, sequence }: OriginColumns): string {
  return `CASE
    WHEN ${epoch} = $2 THEN ${sequence} < $3
    WHEN ${epoch} = $4 THEN false
    ELSE $2 = $4 OR ${epoch} < $2
  END`;
}
