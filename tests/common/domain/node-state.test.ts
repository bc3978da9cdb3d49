import { describe, expect, test } from 'vitest';
import type { MemberState } from '@/common/domain/member';
import { nodeState, STALE_AFTER_MS } from '@/common/domain/node';
import { type PeerOpinion, peersHold } from '@/common/domain/peer-verdict';

const NOW_MS = 1_800_000_000_000;
const SILENT_MS = STALE_AFTER_MS + 1;

describe('whether a node is up', () => {
  const dead = (confirmedAgoMs: number | null) => ({
    state: 'dead' as const,
    confirmedMs: confirmedAgoMs === null ? null : NOW_MS - confirmedAgoMs,
  });
  const left = { state: 'left' as const, confirmedMs: NOW_MS - 1_000 };
  const seen = (state: MemberState) => ({ state, confirmedMs: null });

  test.each([
    ['has never reported', 'pending', null, null],
    ['reports, and nobody says a word of it', 'live', 1_000, null],
    ['reports at the last moment', 'live', STALE_AFTER_MS, null],
    ['is silent, and nobody says a word of it', 'stale', SILENT_MS, null],
    ['was killed: its peers said so seconds after its last report', 'down', 4_000, dead(1_000)],
    ['reported at the very moment in which it was found dead', 'down', 4_000, dead(4_000)],
    ['was found dead, and has reported since', 'live', 1_000, dead(4_000)],
    ['was found dead, came back, and is silent now', 'stale', SILENT_MS, dead(SILENT_MS + 1)],
    ['is dead for its peers alone: it answered the server', 'live', 9_000, dead(null)],
    ['is long down', 'down', 3_600_000, dead(3_599_000)],
    [
      'has lost its way to the server, but not to its peers',
      'unreporting',
      SILENT_MS,
      seen('alive'),
    ],
    ['is silent, and suspected by its peers', 'stale', SILENT_MS, seen('suspect')],
    ['reports, though somebody suspects it', 'live', 9_000, seen('suspect')],
    ['left, and went', 'left', 3_000, left],
    ['left the cluster, and goes on reporting', 'live', 500, left],
  ] as const)('that %s: %s', (_, state, reportedAgoMs, peers) => {
    const lastReportMs = reportedAgoMs === null ? null : NOW_MS - reportedAgoMs;
    expect(nodeState({ lastReportMs, peers }, NOW_MS)).toBe(state);
  });
});

describe('what peers together hold of a node', () => {
  const of =
    (isOfZone: boolean) =>
    (state: MemberState, count: number): PeerOpinion[] =>
      Array.from({ length: count }, () => ({ state, isOfZone }));
  const own = of(true);
  const foreign = of(false);

  test.each([
    ['nothing where nobody speaks', undefined, []],
    ['alive where all reach it', 'alive', own('alive', 3)],
    ['dead where all hold it so', 'dead', own('dead', 24)],
    ['dead where the only other one holds it so', 'dead', own('dead', 1)],
    ['alive against one that is cut off itself', 'alive', [...own('dead', 1), ...own('alive', 3)]],
    ['alive while as many reach it as do not', 'alive', [...own('dead', 2), ...own('alive', 2)]],
    ['as the larger half of a cut cluster', 'dead', [...own('dead', 13), ...own('alive', 11)]],
    ['as the larger half, the other way round', 'alive', [...own('dead', 12), ...own('alive', 13)]],
    [
      'suspect while more suspect it than reach it',
      'suspect',
      [...own('suspect', 3), ...own('alive', 2)],
    ],
    ['left where it said so', 'left', own('left', 5)],
    ['left where a few took it for dead before', 'left', [...own('left', 4), ...own('dead', 1)]],
    ['dead where as many say one as the other', 'dead', [...own('left', 2), ...own('dead', 2)]],
    [
      'what its zone says, whatever others say',
      'alive',
      [...own('alive', 1), ...foreign('dead', 9)],
    ],
    ['what others say, where its whole zone is silent', 'dead', foreign('dead', 2)],
  ] as const)('is %s', (_, held, opinions) => {
    expect(peersHold(opinions)).toBe(held);
  });
});
