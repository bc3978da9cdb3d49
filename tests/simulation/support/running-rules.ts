import type { ClusterEvent, MemberChange } from '@/common/domain/member';
import type { SimCluster } from './sim-cluster';
import { isMeant } from './sim-keys';
import type { SimMember, Witness } from './sim-member';

export interface Breach {
  readonly rule: string;
  readonly atMs: number;
  readonly detail: string;
}

interface Memory {
  readonly incarnations: Map<string, number>;
  readonly left: Set<string>;
  readonly heard: Set<string>;
}

/** What must hold at every moment. Looks when it is told to, and listens to what members say. */
export class RunningRules implements Witness {
  readonly breaches: Breach[] = [];
  /** From then on nobody who is up may be declared dead. */
  isAtRest = false;
  /** Whoever says of itself what it likes may well be taken for dead. */
  liarId: string | undefined;
  readonly #memories = new Map<string, Memory>();
  #cluster: SimCluster | undefined;

  watch(cluster: SimCluster): void {
    this.#cluster = cluster;
  }

  changed(member: SimMember, change: MemberChange): void {
    const isAccused = change.change === 'suspected' || change.change === 'died';
    if (isAccused && change.accusations.length === 0) {
      this.#breach('nobody is held for gone without evidence', `${member.id}: ${change.id}`);
    }
    if (!(this.#cluster?.isReal ?? true) && !change.accusations.every(isMeant)) {
      this.#breach('nobody accuses in the name of another', `${member.id}: ${change.id}`);
    }
    if (change.change === 'died' && this.isAtRest && this.#isUp(change.id)) {
      this.#breach('nobody who is up is declared dead in peace', `${member.id}: ${change.id}`);
    }
  }

  heard(member: SimMember, event: ClusterEvent): void {
    const { heard } = this.#memoryOf(member);
    if (heard.has(event.id)) {
      this.#breach('an event is heard once', `${member.id}: ${event.payload}`);
    }
    heard.add(event.id);
  }

  hasHeard(member: SimMember, event: ClusterEvent): boolean {
    return this.#memoryOf(member).heard.has(event.id);
  }

  look(): void {
    for (const member of this.#cluster?.members ?? []) {
      if (member.gossip === undefined || member.isStill) continue;
      const memory = this.#memoryOf(member);
      for (const { card, state } of member.gossip.members()) {
        this.#incarnation(member, memory, card.id, card.incarnation);
        if (state === 'left') memory.left.add(card.id);
        else this.#returned(member, memory, card.id, state);
      }
    }
  }

  #incarnation(member: SimMember, memory: Memory, id: string, incarnation: number): void {
    const before = memory.incarnations.get(id) ?? -1;
    if (incarnation < before) {
      const detail = `${member.id}: ${id} from ${before} to ${incarnation}`;
      this.#breach('no incarnation goes backwards', detail);
    }
    memory.incarnations.set(id, incarnation);
  }

  #returned(member: SimMember, memory: Memory, id: string, state: string): void {
    const instances = this.#instancesOf(id);
    const isGone = instances.length === 1 && instances[0]?.hasLeft === true;
    if (!isGone) memory.left.delete(id);
    if (!memory.left.has(id) || id === this.liarId) return;
    const detail = `${member.id} holds ${id} for ${state}`;
    this.#breach('who left is not seen again without a new start', detail);
  }

  #memoryOf(member: SimMember): Memory {
    const key = `${member.machine.index}.${member.runs}`;
    let memory = this.#memories.get(key);
    if (memory === undefined) {
      memory = { incarnations: new Map(), left: new Set(), heard: new Set() };
      this.#memories.set(key, memory);
    }
    return memory;
  }

  #instancesOf(id: string): SimMember[] {
    return this.#cluster?.members.filter((member) => member.id === id) ?? [];
  }

  #isUp(id: string): boolean {
    if (id === this.liarId) return false;
    return this.#instancesOf(id).some(({ gossip, hasLeft }) => gossip !== undefined && !hasLeft);
  }

  #breach(rule: string, detail: string): void {
    this.breaches.push({ rule, atMs: this.#cluster?.agenda.nowMs ?? 0, detail });
  }
}
