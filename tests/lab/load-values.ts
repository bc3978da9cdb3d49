/**
 * Values that say where they belong, so that a sample in the database needs no second copy to be
 * compared with: agent, moment and series are bits of one whole number below 2⁵³.
 */
const SLOTS = 128;
const TICKS = 2 ** 33;

/** @param agent below 8192 @param tick monotonic milliseconds, see `currentTick` @param slot below 128 */
export function labValue(agent: number, tick: number, slot: number): number {
  return (agent * TICKS + tick) * SLOTS + slot;
}

export function agentOf(value: number): number {
  return Math.floor(value / SLOTS / TICKS);
}

export function tickOf(value: number): number {
  return Math.floor(value / SLOTS) % TICKS;
}

export function slotOf(value: number): number {
  return value % SLOTS;
}

/** Milliseconds since the machine started: no clock that anybody sets has a part in it. */
export function currentTick(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

export function metricOf(slot: number): string {
  return `lab.s${slot}`;
}
