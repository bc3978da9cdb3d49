/** How the server itself is doing, for the settings page, `/readyz` and the dot in the top bar. */
export interface ServerHealth {
  readonly version: string;
  readonly nodeVersion: string;
  readonly startedMs: number;
  readonly nowMs: number;
  /** `ok`: all is well; `degraded`: works, but a person should look; `failing`: does not. */
  readonly state: 'ok' | 'degraded' | 'failing';
  /** What is wrong, one sentence each; none when the state is ok. */
  readonly problems: readonly string[];
  /** This one among the servers on its database, and the others as of some seconds ago. */
  readonly servers: {
    readonly own: string;
    readonly others: readonly {
      readonly id: string;
      /** From where it reaches the database; empty for the database's own machine. */
      readonly address: string;
      readonly sinceMs: number;
    }[];
  };
  readonly memory: { readonly rssBytes: number; readonly heapUsedBytes: number };
  /** Delay of the event loop over the last minute. */
  readonly loop: { readonly meanMs: number; readonly p99Ms: number; readonly maxMs: number };
  readonly database: {
    readonly kind: 'pglite' | 'postgres';
    readonly state: 'open' | 'recovering' | 'closed';
    readonly version: string;
    readonly sizeBytes: number | null;
    readonly freeBytes: number | null;
    readonly full: boolean;
    readonly waiting: number;
    readonly restarts: number;
  };
  readonly ingest: {
    readonly agentsConnected: number;
    readonly pagesConnected: number;
    readonly reports: number;
    readonly repeatedReports: number;
    readonly samples: number;
    readonly refusedSamples: number;
    /** Time from receipt to acknowledgement of the last reports, median and worst. */
    readonly commitMsMedian: number;
    readonly commitMsMax: number;
  };
  readonly store: {
    readonly series: number;
    readonly openSamples: number;
    readonly sealedChunks: number;
    readonly sealedBytes: number;
    readonly journalBytes: number;
  };
  readonly dataDirectory: string;
}
