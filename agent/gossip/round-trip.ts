/** The round trips to one member, smoothed (RFC 6298 §2). */
export class RoundTrip {
  /** When it last answered, monotonic. */
  heardMs: number;
  smoothedMs: number;
  #deviationMs: number;

  constructor(sampleMs: number, nowMs: number) {
    this.heardMs = nowMs;
    this.smoothedMs = sampleMs;
    this.#deviationMs = sampleMs / 2;
  }

  add(sampleMs: number, nowMs: number): void {
    this.heardMs = nowMs;
    this.#deviationMs += (Math.abs(this.smoothedMs - sampleMs) - this.#deviationMs) / 4;
    this.smoothedMs += (sampleMs - this.smoothedMs) / 8;
  }

  /** After which an answer is late. */
  get timeoutMs(): number {
    return this.smoothedMs + 4 * this.#deviationMs;
  }
}
