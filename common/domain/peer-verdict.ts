import type { MemberState } from './member';

/** What its peers hold of a node, as the server has made it out of what they told. */
export interface PeerVerdict {
  readonly state: MemberState;
  /**
   * When the server found a node that is dead or left for its peers silent to itself too; null
   * while it answers all the same, and for other states. A report after it makes it worthless.
   */
  readonly confirmedMs: number | null;
}

/** What one member that reports holds of another. */
export interface PeerOpinion {
  readonly state: MemberState;
  /** Of the same zone: only there members are probed. */
  readonly isOfZone: boolean;
}

/**
 * What peers together hold of a node: those of its zone if any of them speaks, else whoever knows
 * it, and more of them than hold the contrary. So one that is cut off itself, and holds all others
 * for dead, is outvoted; of the two halves of a cut cluster the larger one counts.
 * @param opinions of others, none of its own; only of those that report
 * @returns `undefined` where nobody says anything
 */
export function peersHold(opinions: readonly PeerOpinion[]): MemberState | undefined {
  const ofZone = opinions.filter(({ isOfZone }) => isOfZone);
  const counted = ofZone.length > 0 ? ofZone : opinions;
  const holders = (state: MemberState) => counted.filter((one) => one.state === state).length;
  const [alive, suspect] = [holders('alive'), holders('suspect')];
  const [dead, left] = [holders('dead'), holders('left')];
  if (counted.length === 0) return undefined;
  if (dead + left > alive + suspect) return left > dead ? 'left' : 'dead';
  return suspect > alive ? 'suspect' : 'alive';
}
