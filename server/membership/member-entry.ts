import { accusationWords, type NameOf } from '@/common/domain/accusation-words';
import type { Accusation, MemberChange } from '@/common/domain/member';
import type { TimelineKind } from '@/common/domain/timeline';

interface Happened {
  readonly name: string;
  readonly zone: string;
  readonly change: MemberChange['change'];
  readonly detail: string;
  readonly accusations: readonly Accusation[];
}

interface MemberEntry {
  readonly kind: TimelineKind;
  /** @param isNode whether the line stands under the member's own name */
  text(nameOf: NameOf, isNode: boolean): string;
}

/**
 * A change of the cluster as a line of the timeline: what it comes to. Suspicions that were refuted
 * are in the history of the member alone.
 */
export function memberEntry(happened: Happened): MemberEntry | undefined {
  const form = FORMS[happened.change];
  if (form === undefined) return undefined;
  return {
    kind: form.kind,
    text(nameOf, isNode) {
      const words = form.words(happened, nameOf);
      return isNode ? words : `${happened.name} ${words}`;
    },
  };
}

interface Form {
  readonly kind: TimelineKind;
  readonly words: (happened: Happened, nameOf: NameOf) => string;
}

const FORMS: Readonly<Partial<Record<MemberChange['change'], Form>>> = {
  joined: { kind: 'member-joined', words: ({ zone }) => `joined the cluster, zone ${zone}` },
  died: { kind: 'member-died', words: ({ accusations }, nameOf) => death(accusations, nameOf) },
  returned: { kind: 'member-returned', words: () => 'is back in the cluster' },
  left: { kind: 'member-left', words: () => 'left the cluster' },
  twice: {
    kind: 'member-twice',
    words: ({ detail }) => `is in the cluster twice: its identity was copied${extra(detail)}`,
  },
  'zone-changed': {
    kind: 'member-changed',
    words: ({ detail }) => `changed its zone${extra(detail)}`,
  },
  'relay-changed': { kind: 'member-changed', words: ({ detail }) => relay(detail) },
};

function extra(detail: string): string {
  return detail === '' ? '' : `: ${detail}`;
}

function relay(detail: string): string {
  return detail === '' ? 'became a relay of its zone, or is none any more' : `as relay: ${detail}`;
}

/** `died: web-1 and web-3 did not reach it, asked db-1`. */
function death(accusations: readonly Accusation[], nameOf: NameOf): string {
  const words = accusationWords(accusations, nameOf);
  return `died: ${words === '' ? 'its peers do not reach it' : words}`;
}
