import type { MonitoringSink, ReportSink } from '@/agent/collectors/report-sink';
import { AppError } from '@/common/errors';
import type { DesiredApplier } from './desired-applier';
import type { Uplink, UplinkOptions } from './uplink';

const NOWHERE: ReportSink & MonitoringSink = {
  samples() {},
  status() {},
  facts() {},
  event() {},
  document() {},
  check() {},
  checkEvents() {},
  groupChange() {},
  memberChange() {},
};

/** Of an agent without a server: nothing is kept, since nobody will ever ask for it. */
export function offUplink({ identity, clock }: UplinkOptions, applier: DesiredApplier): Uplink {
  const sinceMs = clock.wallMs();
  const outbox = { reports: 0, bytes: 0, oldestMs: null, droppedSamples: 0 };
  return {
    nodeId: identity.nodeId,
    publicKey: identity.publicKey,
    sink: NOWHERE,
    desired: applier.current,
    onDesired: (apply) => applier.onDesired(apply),
    onQuestion() {},
    onForgotten() {},
    followZones() {},
    setRelays() {},
    dialServer() {
      throw new AppError('CONFLICT', 'This agent has no server that it could pass anything on to.');
    },
    status: () => ({
      serverUrl: null,
      state: 'off',
      reason: '',
      sinceMs,
      through: null,
      outbox,
      desiredRevision: applier.current.revision,
      clockSkewMs: null,
    }),
    changeKey() {
      throw new AppError('CONFLICT', 'This agent has no server that it could show a new key to.');
    },
    start() {},
    async stop() {},
  };
}
