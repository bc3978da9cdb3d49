import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import type { Database } from '../db/database';
import type { Claims } from '../jobs/claims';
import { createMetricService, type MetricService } from './metric-service';
import { createSampleStore, type SampleStore } from './sample-store';
import { startSealer } from './sealer';

export interface SamplePartDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly claims: Claims;
  /** What else is deleted for its age, at the same times. */
  readonly expireToo: () => Promise<void>;
}

export interface SamplePart {
  readonly samples: SampleStore;
  readonly metrics: MetricService;
  /** Leaves a short journal for the next start. */
  stop(): Promise<void>;
}

/** The samples with what reads them and what keeps them in order. */
export async function openSamplePart({
  claims,
  expireToo,
  ...deps
}: SamplePartDeps): Promise<SamplePart> {
  const claim = claims.claim('samples');
  const samples = createSampleStore({
    ...deps,
    claim,
    onForeignFrame: (frame) => metrics.publishForeign(frame),
  });
  const metrics = createMetricService({ store: samples });
  await samples.open();
  const store = {
    seal: () => samples.seal(),
    checkpoint: () => samples.checkpoint(),
    stats: () => samples.stats(),
    async expire() {
      await samples.expire();
      await expireToo();
    },
  };
  const sealer = startSealer({ ...deps, store, claim });
  return {
    samples,
    metrics,
    async stop() {
      await sealer.stop();
      await samples.close();
    },
  };
}
