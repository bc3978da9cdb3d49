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
}

export interface SamplePart {
  readonly samples: SampleStore;
  readonly metrics: MetricService;
  /** Leaves a short journal for the next start. */
  stop(): Promise<void>;
}

/** The samples with what reads them and what keeps them in order. */
export async function openSamplePart({ claims, ...deps }: SamplePartDeps): Promise<SamplePart> {
  const claim = claims.claim('samples');
  const samples = createSampleStore({
    ...deps,
    claim,
    onForeignFrame: (frame) => metrics.publishForeign(frame),
  });
  const metrics = createMetricService({ store: samples });
  await samples.open();
  const sealer = startSealer({ ...deps, store: samples, claim });
  return {
    samples,
    metrics,
    async stop() {
      await sealer.stop();
      await samples.close();
    },
  };
}
