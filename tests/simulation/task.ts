import { LAN } from '@/agent/gossip/config';
import { tellPauseStory } from './pause-story';
import { PLAIN_SWIM } from './plain-swim';
import { tellScaleStory } from './scale-story';
import { failureText, tellStory } from './story';
import { type ScheduleLimits, SMALL } from './support/schedule';

/** One seed of one kind of story, as it is handed to a process of its own. */
export type Task = { readonly seed: number } & (
  | { readonly kind: 'storm'; readonly members: number | null }
  | {
      readonly kind: 'scale';
      readonly members: number;
      readonly crashes: number;
      readonly lossRate: number;
    }
  | {
      readonly kind: 'pause';
      readonly members: number;
      readonly pausing: number;
      readonly pauseMsMax: number;
    }
);

export interface Outcome {
  readonly seed: number;
  /** Why this seed fails, for a person; absent when all held. */
  readonly failure?: string;
  /** By name; null for what did not come to pass. */
  readonly figures: Readonly<Record<string, readonly (number | null)[]>>;
  readonly simulatedMs: number;
}

export function perform(task: Task): Outcome {
  switch (task.kind) {
    case 'storm':
      return performStorm(task);
    case 'scale':
      return performScale(task);
    case 'pause':
      return performPause(task);
  }
}

function performStorm({ seed, members }: Task & { kind: 'storm' }): Outcome {
  const story = tellStory(seed, members === null ? SMALL : limitsOf(members));
  const { breaches, simulatedMs } = story;
  return {
    seed,
    figures: {},
    simulatedMs,
    ...(breaches.length === 0 ? {} : { failure: failureText(story) }),
  };
}

/** The more members, the more happens to them. */
function limitsOf(members: number): ScheduleLimits {
  return {
    membersMin: members,
    membersMax: members,
    faultsMin: Math.ceil(members / 4),
    faultsMax: members,
    stormMsMin: 60_000,
    stormMsMax: 240_000,
  };
}

function performScale(task: Task & { kind: 'scale' }): Outcome {
  const story = tellScaleStory(task.seed, task);
  const seconds = (times: readonly (number | undefined)[]) =>
    times.map((timeMs) => (timeMs === undefined ? null : timeMs / 1_000));
  return {
    seed: task.seed,
    figures: {
      'a join is known by 99 %, s': seconds([story.joinMs]),
      'a crash is known by one, s': seconds(story.firstMs),
      'a crash is known by all, s': seconds(story.crashMs),
      'false suspicions': [story.falseSuspicions],
      'false deaths': [story.falseDeaths],
      'packets a member and second, at rest': [story.restPacketsPerSecond],
      'bytes a member and second, at rest': [story.restBytesPerSecond],
      'of streams, at rest': [story.restStreamedBytesPerSecond],
      'packets a member and second, with crashes': [story.busyPacketsPerSecond],
      'bytes a member and second, with crashes': [story.busyBytesPerSecond],
      'largest packet, bytes': [story.largestPacketBytes],
    },
    simulatedMs: task.members * 60_000,
  };
}

const PAUSES_MS = 300_000;

function performPause(task: Task & { kind: 'pause' }): Outcome {
  const told = (config: typeof LAN) =>
    tellPauseStory(task.seed, { ...task, config, pauseMsMin: 100, durationMs: PAUSES_MS });
  const ours = told(LAN);
  const plain = told(PLAIN_SWIM);
  return {
    seed: task.seed,
    figures: {
      'false suspicions': [ours.falseSuspicions],
      'false suspicions of plain SWIM': [plain.falseSuspicions],
      'false deaths': [ours.falseDeaths],
      'false deaths of plain SWIM': [plain.falseDeaths],
    },
    simulatedMs: 2 * task.members * PAUSES_MS,
  };
}
