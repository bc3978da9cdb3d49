import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '@/common/duration';
import { systemClock } from '@/common/node/system-clock';
import type { Output } from './output';

const ASK_EVERY_MS = 200;

export interface Waiting<Answer> {
  readonly timeoutMs: number;
  readonly out: Pick<Output, 'progress'>;
  ask(): Promise<Answer>;
  isDone(answer: Answer): boolean;
  /** What is still waited for, in words. */
  describe(answer: Answer): string;
}

/** Asks again and again, and says on the terminal what is waited for. @returns the last answer */
export async function waitUntil<Answer>(waiting: Waiting<Answer>): Promise<Answer> {
  const startMs = systemClock.nowMs();
  for (;;) {
    const answer = await waiting.ask();
    const waitedMs = systemClock.nowMs() - startMs;
    if (waiting.isDone(answer) || waitedMs >= waiting.timeoutMs) return answer;
    waiting.out.progress(`${waiting.describe(answer)} (${formatDuration(waitedMs)})`);
    await sleep(Math.min(ASK_EVERY_MS, waiting.timeoutMs - waitedMs));
  }
}
