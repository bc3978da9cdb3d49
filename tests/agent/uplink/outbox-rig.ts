import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outbox } from '@/agent/uplink/outbox/outbox';
import { OUTBOX_LIMITS, type OutboxLimits } from '@/agent/uplink/outbox/outbox-limits';
import type { AgentEvent } from '@/common/domain/timeline';
import type { Report } from '@/common/protocol/report';
import { frameLength, packFrame } from '@/common/protocol/sample-frame';
import { EMPTY_REPORT } from '../../support/empty-report';
import { FakeClock } from '../../support/fake-clock';
import { QuietLog } from '../../support/quiet-log';
import { upTo } from '../../support/up-to';

export const FIRST = 'epoch00000000001';
export const SECOND = 'epoch00000000002';
export const started: AgentEvent = { kind: 'agent-started', atMs: 0, text: 'agent started' };

/** A directory for outboxes of one agent's runs; a run that is simply left was killed. */
export class OutboxRig {
  readonly directory = mkdtempSync(join(tmpdir(), 'opsbro-outbox-'));
  readonly clock = new FakeClock();
  readonly log = new QuietLog();
  /** Of a large disk, unless a test makes it short. */
  freeBytes = 2 ** 40;
  readonly totalBytes = 2 ** 40;

  open(epoch: string, limits: Partial<OutboxLimits> = {}): Outbox {
    const { directory, clock, log } = this;
    return new Outbox({
      directory,
      epoch,
      limits: { ...OUTBOX_LIMITS, ...limits },
      clock,
      log,
      readSpace: () => this,
    });
  }

  report(sequence: number, samples = 10, events: AgentEvent[] = []): Report {
    const slots = upTo(samples).map((value) => value - 1);
    const values = slots.map((slot) => sequence * 1_000 + slot);
    const atMs = this.clock.wallMs() + sequence;
    const frames = samples === 0 ? [] : [packFrame(atMs, slots, values)];
    return { ...EMPTY_REPORT, epoch: FIRST, sequence, atMs, frames, events };
  }

  fill(outbox: Outbox, count: number, make = (sequence: number) => this.report(sequence)): void {
    for (const sequence of upTo(count)) outbox.append(make(sequence), []);
  }

  path(...names: string[]): string {
    return join(this.directory, ...names);
  }

  segmentFiles(): string[] {
    return readdirSync(this.path(FIRST)).filter((name) => name.endsWith('.seg'));
  }

  end(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Takes out everything, as a session does. */
export function drain(outbox: Outbox): Report[] {
  const reports: Report[] = [];
  for (let next = outbox.oldest(); next !== undefined; next = outbox.oldest()) {
    reports.push(next);
    outbox.acknowledge(next.epoch, next.sequence, next.sequence);
  }
  return reports;
}

export function samplesIn(reports: readonly Pick<Report, 'frames'>[]): number {
  return reports
    .flatMap(({ frames }) => frames)
    .reduce((sum, frame) => sum + frameLength(frame), 0);
}
