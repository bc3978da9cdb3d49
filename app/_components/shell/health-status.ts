import type { ServerHealth } from '@/common/domain/server-health';
import type { StatusKind } from '../ui/status';

interface HealthStatus {
  readonly kind: StatusKind;
  readonly word: string;
  readonly sentence: string;
}

/** How the three states of the server look and read, wherever they are shown. */
export const HEALTH_STATUS: Readonly<Record<ServerHealth['state'], HealthStatus>> = {
  ok: { kind: 'ok', word: 'OK', sentence: 'The server is well.' },
  degraded: {
    kind: 'warning',
    word: 'Degraded',
    sentence: 'The server works, but somebody should look at it.',
  },
  failing: { kind: 'critical', word: 'Failing', sentence: 'The server does not do its work.' },
};
