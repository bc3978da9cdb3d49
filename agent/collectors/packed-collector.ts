import type { Collector } from './define-collector';

/** A collector as its pack gave it, or why it could not be had. */
export type PackedCollector = ReadyCollector | BrokenCollector;

interface ReadyCollector {
  readonly kind: 'ready';
  readonly pack: string;
  readonly collector: Collector;
}

export interface BrokenCollector {
  readonly kind: 'broken';
  readonly pack: string;
  readonly name: string;
  /** What went wrong, where; a sentence. */
  readonly reason: string;
  readonly fix: string;
}
