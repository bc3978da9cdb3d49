/** A backup file of the server, as pages and commands show it. */
export interface BackupRow {
  readonly name: string;
  readonly sizeBytes: number;
  readonly atMs: number;
  /** `rolling`: made by itself and removed in its turn; `manual`: asked for, and kept. */
  readonly kind: 'rolling' | 'manual';
  /** When it was last restored into a database of its own, and whether that went well. */
  readonly verified: BackupVerdict | null;
}

export interface BackupVerdict {
  readonly atMs: number;
  readonly ok: boolean;
  /** What was wrong; empty when nothing was. */
  readonly reason: string;
}

/** How backups are doing. */
export interface BackupState {
  readonly directory: string;
  /** Between two rolling ones; 0 when there are none. */
  readonly intervalMs: number;
  readonly keep: number;
  readonly running: { readonly what: string; readonly sinceMs: number } | null;
  readonly lastOkMs: number | null;
  readonly lastFailure: { readonly atMs: number; readonly reason: string } | null;
  /** How long nobody else could use the database during the last one. */
  readonly lastPauseMs: number | null;
}
