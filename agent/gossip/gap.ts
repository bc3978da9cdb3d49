import type { Member } from './member';
import type { News, Standing } from './message';
import { isPresent } from './news';
import type { Roster } from './roster';
import { bucketOf } from './standing-hash';

/** Where two lists differ, as one of the two sees it. */
export interface Gap {
  /** What the other lacks, cards first. */
  readonly news: readonly News[];
  /** Held for dead by the other and not here: to be looked at. */
  readonly doubted: readonly Member[];
  /** Dead here and not by the other: it may live. */
  readonly revived: readonly Member[];
}

/** @param theirs all of their standings in `buckets` */
export function gapTo(
  theirs: readonly Standing[],
  buckets: readonly number[],
  roster: Roster,
): Gap {
  const standings = new Map(theirs.map((standing) => [standing.id, standing]));
  const news: News[] = [];
  const accusations: News[] = [];
  const doubted: Member[] = [];
  const revived: Member[] = [];
  for (const member of membersIn(buckets, roster)) {
    const standing = standings.get(member.id);
    const lacked = lackedOf(member, standing);
    if (lacked !== undefined) news.push(lacked);
    accusations.push(...chargesOf(member, standing));
    if (standing?.state === 'dead' && member.state === 'alive') doubted.push(member);
    const isSeen = standing !== undefined && isPresent(standing.state);
    if (isSeen && member.state === 'dead') revived.push(member);
  }
  return { news: [...news, ...accusations], doubted, revived };
}

/** Of a case that is open here, and not closed there. */
function chargesOf({ state, suspicion }: Member, standing: Standing | undefined): readonly News[] {
  const isOpen = state === 'suspect' && standing?.state !== 'dead';
  return isOpen ? (suspicion?.accusations ?? []) : [];
}

/** All that is known of the members in `buckets`, but for those of whom nothing was heard in this run. */
export function standingsIn(buckets: readonly number[], roster: Roster): Standing[] {
  return [...membersIn(buckets, roster)].map((member) => member.standing);
}

function* membersIn(buckets: readonly number[], roster: Roster): Iterable<Member> {
  const wanted = new Set(buckets);
  for (const member of roster.all()) {
    if (!member.isRemembered && wanted.has(bucketOf(member.id))) yield member;
  }
}

/**
 * The dead of whom the other never knew, and those who left, stay untold. A newer card of a dead one is
 * told: it may be the other's own, from before it lost its state.
 */
function lackedOf(member: Member, standing: Standing | undefined): News | undefined {
  if (standing === undefined) return isPresent(member.state) ? member.news : undefined;
  if (member.state === 'left') {
    const isTold = standing.state === 'left' || standing.incarnation > member.incarnation;
    return isTold ? undefined : (member.left ?? member.news);
  }
  return member.incarnation > standing.incarnation ? member.news : undefined;
}
