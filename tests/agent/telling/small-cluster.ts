import type { Membership } from '@/agent/gossip/membership';
import type { MemberChange, MemberState, MemberView } from '@/common/domain/member';

/** 26 letters that stand for a name. */
export function idOf(name: string): string {
  return name.replace(/[^a-z]/g, '').padEnd(26, 'a');
}

export function viewOf(
  name: string,
  state: MemberState,
  more: Partial<MemberView> = {},
): MemberView {
  return {
    card: {
      ...{ id: idOf(name), incarnation: 3, bootEpochMs: 1, name, hostname: name },
      ...{ addresses: ['192.0.2.1:6768'], zone: 'lan', groups: [], groupsLeftOut: 0 },
      ...{ isRelay: false, canRelay: true, roles: [], agentVersion: '0.1.0', protocol: [1, 1] },
      checks: { ok: 0, warning: 0, critical: 0, unknown: 0, stale: 0, pending: 0 },
    },
    ...{ state, sinceMs: 1_000, accusations: [], heardMs: null, roundTripMs: null, ...more },
  };
}

/** A membership whose members a test puts there. */
export class SmallCluster implements Membership {
  readonly self = viewOf('self', 'alive');
  views: MemberView[] = [this.self];
  seen = 'abc';
  #listener: ((change: MemberChange) => void) | undefined;

  members() {
    return this.views;
  }

  find(name: string) {
    return this.views.find(({ card }) => card.id === name);
  }

  digest() {
    return this.seen;
  }

  onChange(listener: (change: MemberChange) => void) {
    this.#listener = listener;
    return () => {
      this.#listener = undefined;
    };
  }

  happens(name: string, change: MemberChange['change']): void {
    const { incarnation, zone, id } = viewOf(name, 'alive').card;
    this.#listener?.({
      ...{ atMs: 2_000, id, name, zone, change, detail: '', incarnation, accusations: [] },
    });
  }

  events() {
    return [];
  }

  history() {
    return [];
  }

  onEvent() {
    return () => undefined;
  }

  tell(): never {
    throw new Error('this cluster knows no events');
  }

  join(): void {}
  leave(): void {}
  ping(): void {}
}
