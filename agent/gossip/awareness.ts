/**
 * How well this agent itself keeps up (Lifeguard §IV-A): 0 is healthy. Probes that fail although
 * helpers were silent too, and accusations of this agent, speak against it.
 */
export class Awareness {
  readonly #scoreMax: number;
  #score = 0;

  constructor(scoreMax: number) {
    this.#scoreMax = scoreMax;
  }

  get score(): number {
    return this.#score;
  }

  /** What intervals and time-outs of probes are multiplied with. */
  get scale(): number {
    return 1 + this.#score;
  }

  /** @param by positive for a sign of weakness, negative for one of health */
  change(by: number): void {
    this.#score = Math.min(this.#scoreMax, Math.max(0, this.#score + by));
  }
}
