import type { JoinAnswer } from '../local-api/cluster-api';
import type { Output } from './output';

/** `Joining 192.0.2.7: OK, it told of 3 members.` */
export function joinText(seed: string, answer: JoinAnswer, out: Output): string {
  const { joined, members, reason } = answer;
  if (!joined) return `Joining ${seed}: ${out.paint('red', 'FAILED')}, ${reason}`;
  const told = members === 1 ? 'one member' : `${members} members`;
  return `Joining ${seed}: ${out.paint('green', 'OK')}, it told of ${told}.`;
}
