/** What could not be kept, and of which time. */
export interface Loss {
  readonly samples: number;
  /** Reports lost whole, of which nobody can say what was in them. */
  readonly reports: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export function addLoss(a: Loss | null, b: Loss | null): Loss | null {
  if (a === null || b === null) return a ?? b;
  return {
    samples: a.samples + b.samples,
    reports: a.reports + b.reports,
    fromMs: Math.min(a.fromMs, b.fromMs),
    toMs: Math.max(a.toMs, b.toMs),
  };
}

/** For the timeline, where the node's name stands before it. */
export function describeLoss({ samples, reports, fromMs, toMs }: Loss): string {
  const parts: string[] = [];
  if (samples > 0) parts.push(`${samples} ${samples === 1 ? 'sample' : 'samples'}`);
  if (reports > 0) parts.push(`${reports} stored ${reports === 1 ? 'report' : 'reports'}`);
  const range = `${new Date(fromMs).toISOString()} and ${new Date(toMs).toISOString()}`;
  return `lost ${parts.join(' and ')} between ${range}: the outbox was full, they were too old, or the disk failed`;
}
