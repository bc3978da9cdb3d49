import type { PackLevel } from '@/common/domain/pack';
import type { Collector, CollectorParameters } from './define-collector';

/** A collector as its pack gave it, or why it could not be had. */
export type PackedCollector = ReadyCollector | BrokenCollector;

export interface ReadyCollector {
  readonly kind: 'ready';
  readonly pack: string;
  readonly collector: Collector;
  readonly parameters: CollectorParameters;
  /** Of its file. */
  readonly path: string;
  readonly level: PackLevel;
  /** Changes when the file does. */
  readonly fingerprint: string;
  /** What is wrong with the present file, while the version before goes on. */
  readonly fault?: string;
}

export interface BrokenCollector {
  readonly kind: 'broken';
  readonly pack: string;
  readonly name: string;
  /** What went wrong, where; a sentence. */
  readonly reason: string;
  readonly fix: string;
}
