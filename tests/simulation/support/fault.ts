import type { Weather } from './weather';

/** Something that happens to a simulated cluster. Members are numbers; times are the world's. */
export type Fault = MemberFault | NetworkFault;

export type MemberFault =
  /** The process is gone; its machine still says that nobody listens. */
  | { readonly kind: 'crash'; readonly member: number }
  /** The machine is gone with it. */
  | { readonly kind: 'power-off'; readonly member: number }
  /** Again, or for the first time. Without its state it knows nothing but its key and its seeds. */
  | { readonly kind: 'start'; readonly member: number; readonly hasState: boolean }
  | { readonly kind: 'leave'; readonly member: number }
  /** The process stands still, the machine's time does not. */
  | { readonly kind: 'pause'; readonly member: number; readonly durationMs: number }
  /** The machine stands still, its monotonic clock too; its wall clock finds out afterwards. */
  | { readonly kind: 'sleep'; readonly member: number; readonly durationMs: number }
  | { readonly kind: 'jump-clock'; readonly member: number; readonly byMs: number }
  /** A copy of the machine's disk is started elsewhere; the first goes on. */
  | { readonly kind: 'clone'; readonly member: number }
  /** Its groups change. */
  | { readonly kind: 'change'; readonly member: number }
  | { readonly kind: 'tell'; readonly member: number };

export type NetworkFault =
  /** Each member's side. */
  | { readonly kind: 'partition'; readonly sides: readonly number[]; readonly durationMs: number }
  /** What one sends does not reach the other; the way back is open. */
  | {
      readonly kind: 'deafen';
      readonly from: number;
      readonly to: number;
      readonly durationMs: number;
    }
  | { readonly kind: 'weather'; readonly weather: Weather };

export interface DatedFault {
  readonly atMs: number;
  readonly fault: Fault;
}

/** For people: one line a fault, to read beside a failure. */
export function faultLines(faults: readonly DatedFault[]): string {
  return faults
    .map(({ atMs, fault }) => `  ${(atMs / 1_000).toFixed(3).padStart(9)} s  ${faultText(fault)}`)
    .join('\n');
}

function faultText(fault: Fault): string {
  const { kind, ...rest } = fault;
  const words = Object.entries(rest).map(([name, value]) => `${name} ${valueText(value)}`);
  return [kind, ...words].join(', ');
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return String(Math.round(value * 1_000) / 1_000);
  return JSON.stringify(value);
}
