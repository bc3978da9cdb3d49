import { availableParallelism, loadavg } from 'node:os';
import { type Random, seededRandom } from '@/common/random';

/** What a run of a goal is asked for. */
export interface GoalOptions {
  /** Where everything of this run lies; made and emptied by the caller. */
  readonly folder: string;
  readonly seed: number;
  readonly random: Random;
  /** A line of progress for whoever watches. */
  readonly say: (line: string) => void;
  /** 0 lets the kernel choose. */
  readonly port: number;
  /** Time to come to an end, and to look at what there is by then. */
  readonly isOver: () => boolean;
}

/** One line of the table at the end. */
export interface Finding {
  readonly what: string;
  readonly figure: string;
  readonly threshold: string;
  readonly met: boolean;
}

/** Of a run that nobody ends early. */
export function goalOptions(folder: string, seed: number): GoalOptions {
  return {
    folder,
    seed,
    random: seededRandom(seed),
    say: () => undefined,
    port: 0,
    isOver: () => false,
  };
}

/** One that counts faults, of which there must be none. */
export function none(what: string, count: number): Finding {
  return { what, figure: String(count), threshold: '0', met: count === 0 };
}

/** As `atMost`, for a time that the machine's load stretches: it is allowed to, and told. */
export function within(what: string, valueMs: number, maxMs: number): Finding {
  const factor = Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
  const { figure, threshold } = atMost(what, valueMs / 1_000, maxMs / 1_000, 's');
  const allowed = factor === 1 ? threshold : `${threshold}, × ${factor.toFixed(1)} for the load`;
  return { what, figure, threshold: allowed, met: valueMs <= maxMs * factor };
}

export function atMost(what: string, value: number, max: number, unit: string): Finding {
  const figure = `${Math.round(value * 10) / 10} ${unit}`;
  return { what, figure, threshold: `≤ ${max} ${unit}`, met: value <= max };
}

/** For the record, without a threshold. */
export function noted(what: string, figure: string): Finding {
  return { what, figure, threshold: '', met: true };
}

export function between(random: Random, least: number, most: number): number {
  return least + random.next() * (most - least);
}

/** Mostly short, sometimes long: of equal chance on a logarithmic scale. */
export function spread(random: Random, least: number, most: number): number {
  return least * (most / least) ** random.next();
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}

export function distribution(values: readonly number[], unit: string): string {
  const at = (percent: number) => Math.round(percentile(values, percent));
  return `p50 ${at(50)}, p90 ${at(90)}, p99 ${at(99)}, max ${at(100)} ${unit}`;
}
