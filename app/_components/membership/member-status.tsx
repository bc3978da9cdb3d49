import { Status, type StatusKind } from '@/app/_components/ui/status';
import type { MemberState } from '@/common/domain/member';

const LOOKS: Readonly<Record<MemberState, { readonly kind: StatusKind; readonly word: string }>> = {
  alive: { kind: 'ok', word: 'Alive' },
  suspect: { kind: 'warning', word: 'Suspect' },
  dead: { kind: 'critical', word: 'Dead' },
  left: { kind: 'revoked', word: 'Left' },
};

/** What an agent holds of a member; null for one that it does not know. */
export function MemberStatus({ state }: { state: MemberState | null }) {
  return state === null ? <Status kind="unknown" word="Not known" /> : <Status {...LOOKS[state]} />;
}
