import { beforeEach, expect, test } from 'vitest';
import { newEpoch } from '@/agent/uplink/epoch';
import { EpochState } from '@/agent/uplink/epoch-state';
import { ReportCollector } from '@/agent/uplink/report-collector';
import { SlotTable } from '@/agent/uplink/slot-table';
import { REPORT_LIMITS, type Report, report as reportSchema } from '@/common/protocol/report';
import { frameLength } from '@/common/protocol/sample-frame';
import { sessionProof } from '@/common/protocol/session';
import { wire } from '@/common/protocol/wire';
import { seededRandom } from '@/common/random';
import { changeOf, checkDocument, standingOf } from '../../server/monitoring/told';
import { FakeClock } from '../../support/fake-clock';
import { QuietLog } from '../../support/quiet-log';
import { upTo } from '../../support/up-to';
import { seriesOf } from './series-of';

const clock = new FakeClock();
let reports: Report[];
let series: string[];
let log: QuietLog;

beforeEach(() => {
  reports = [];
  series = [];
  log = new QuietLog();
});

function collectorOf(slotsMax?: number): ReportCollector {
  let epochs = 1;
  const epochState = () =>
    new EpochState(`epoch${String(epochs++).padStart(15, '0')}`, new SlotTable(slotsMax));
  return new ReportCollector({
    clock,
    log,
    epoch: epochState(),
    nextEpoch: epochState,
    appliedRevision: () => 0,
    isHeard: () => true,
    onReport: (report, added) => {
      reports.push(report);
      for (const { slot, metric } of added) series.push(`${report.epoch} ${slot} ${metric}`);
    },
  });
}

test('whatever comes, each report is within the limits that the server holds to', () => {
  const collector = collectorOf();
  const one = seriesOf('one');
  for (const atMs of upTo(600)) collector.samples(atMs, [{ series: one, value: atMs }]);
  collector.samples(
    700,
    upTo(REPORT_LIMITS.samples + 5).map((value) => ({ series: one, value })),
  );
  for (const number of upTo(1_200)) {
    collector.event({ kind: 'agent-started', atMs: number, text: 'x'.repeat(2_000) });
  }
  for (const number of upTo(100)) collector.facts(`c${number}`, { text: 'x'.repeat(60_000) });
  for (const number of upTo(1_100)) {
    const check = `test.c${number}`;
    const explanationJson = JSON.stringify(['x'.repeat(16_000)]);
    const event = changeOf(check, 'ok', 'critical', 'x'.repeat(4_000));
    collector.check(standingOf(check, { state: 'critical', explanationJson }), [event]);
  }
  for (const number of upTo(600)) {
    collector.document(checkDocument(`test.c${number}`, { summary: 'x'.repeat(500) }));
    collector.groupChange({
      atMs: number,
      change: 'added',
      group: 'g',
      source: 'hosting',
      detector: '',
    });
  }
  collector.facts('monster', { text: 'x'.repeat(70_000) });
  collector.stop();
  for (const report of reports) expect(reportSchema.safeParse(report).success).toBe(true);
  const frames = reports.flatMap((report) => report.frames);
  expect(frames.reduce((sum, frame) => sum + frameLength(frame), 0)).toBe(
    600 + REPORT_LIMITS.samples + 5,
  );
  expect(reports.flatMap(({ events }) => events).length).toBe(1_200);
  expect(reports.flatMap(({ facts }) => facts).length).toBe(101);
  expect(reports.flatMap(({ checks }) => checks).length).toBe(1_100);
  expect(reports.flatMap(({ checkEvents }) => checkEvents).length).toBe(1_100);
  expect(reports.flatMap(({ documents }) => documents).length).toBe(600);
  expect(reports.flatMap(({ groupChanges }) => groupChanges).length).toBe(600);
  for (const report of reports) expect(wire.encode(report).length).toBeLessThan(1_048_576);
  expect(reports.map(({ sequence }) => sequence)).toEqual(upTo(reports.length));
});

test('the newest word on a check or a document stands for those before it', () => {
  const collector = collectorOf();
  for (const state of ['ok', 'warning', 'critical'] as const) {
    collector.check(standingOf('a.b', { state }), [changeOf('a.b', 'ok', state)]);
    collector.document(checkDocument('a.b', { summary: state }));
  }
  collector.stop();
  expect(reports).toMatchObject([
    { checks: [{ state: 'critical' }], checkEvents: [{}, {}, {}], documents: [{ key: 'a.b' }] },
  ]);
  expect(reports[0]?.documents[0]?.json).toContain('critical');
});

test('what happened to a check is told within a tenth of a second, whatever else waits', async () => {
  const collector = collectorOf();
  collector.samples(1, [{ series: seriesOf('cpu'), value: 1 }]);
  await clock.advance(300);
  collector.check(standingOf('a.b', { state: 'ok' }), []);
  await clock.advance(150);
  expect(reports).toEqual([]);
  collector.check(standingOf('a.b', { state: 'critical' }), [changeOf('a.b', 'ok', 'critical')]);
  await clock.advance(100);
  expect(reports).toMatchObject([{ checks: [{ state: 'critical' }] }]);
  await clock.advance(5_000);
  expect(reports).toHaveLength(1);
  collector.stop();
});

test('a series has one slot, by its object or by its name and labels', () => {
  const collector = collectorOf();
  const first = seriesOf('cpu');
  collector.samples(1, [
    { series: first, value: 1 },
    { series: seriesOf('cpu'), value: 2 },
    { series: { ...first, labels: { core: '1' } }, value: 3 },
  ]);
  collector.stop();
  expect(series).toEqual(['epoch000000000000001 0 cpu', 'epoch000000000000001 1 cpu']);
});

test('what is not a number, and a series that no server takes, are left out', () => {
  const collector = collectorOf();
  collector.samples(1, [
    { series: seriesOf('nan'), value: Number.NaN },
    { series: seriesOf('m'.repeat(300)), value: 1 },
    { series: seriesOf('good'), value: 2 },
  ]);
  collector.stop();
  expect(series).toEqual(['epoch000000000000001 0 good']);
  expect(log.lines.map(({ message }) => message)).toEqual([
    'series not sent: name or label too long',
  ]);
});

test('when the slots are used up a new epoch begins, and numbers from the start', () => {
  const collector = collectorOf(3);
  for (const number of upTo(7)) {
    collector.samples(number, [{ series: seriesOf(`m${number}`), value: number }]);
  }
  collector.stop();
  expect(reports.map(({ epoch, sequence }) => `${epoch} ${sequence}`)).toEqual([
    'epoch000000000000001 1',
    'epoch000000000000002 1',
    'epoch000000000000003 1',
  ]);
  expect(series).toContain('epoch000000000000003 0 m7');
});

test('the newest status of a collector stands for those before it', () => {
  const collector = collectorOf();
  const status = {
    collector: 'load',
    pack: 'system',
    summary: '',
    state: 'pending' as const,
    reason: '',
    fix: '',
    sinceMs: 0,
    intervalMs: 10_000,
    lastRunMs: null,
    durationMs: 0,
    durationMsMean: 0,
    runs: 0,
    failures: 0,
    seriesCount: 0,
  };
  collector.status(status);
  collector.status({ ...status, state: 'ok' });
  collector.stop();
  expect(reports[0]?.statuses.map(({ state }) => state)).toEqual(['ok']);
});

test('epochs are of the form that the protocol asks for, and sort by age', async () => {
  const random = seededRandom(5);
  const epochs: string[] = [];
  for (let count = 0; count < 50; count++) {
    await clock.advance(10);
    epochs.push(newEpoch(clock, random));
  }
  for (const epoch of epochs) {
    expect(sessionProof.shape.epoch.safeParse(epoch).success).toBe(true);
  }
  expect([...epochs].sort()).toEqual(epochs);
  expect(new Set(epochs).size).toBe(50);
});
