import type { SeriesDescription } from '@/common/domain/metric';

export function seriesOf(metric: string): SeriesDescription {
  return { metric, labels: {}, path: metric, unit: 'count', kind: 'gauge', help: '' };
}
