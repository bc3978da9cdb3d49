import type { MemberChange } from '@/common/domain/member';
import type { Agenda } from './agenda';
import type { SimCluster } from './sim-cluster';
import type { SimMember, Witness } from './sim-member';

/** Counts what members say of one another, for measures: no list is walked for it. */
export class Tally implements Witness {
  readonly #knowing = new Map<string, Map<number, number>>();
  #agenda: Agenda | undefined;
  /** Suspicions and deaths that were told of members that were up and well all along. */
  falseSuspicions = 0;
  falseDeaths = 0;
  readonly #ill = new Set<string>();

  /** What was said before does not count. */
  watch({ agenda }: SimCluster): void {
    this.#agenda = agenda;
  }

  /** From now on it is right to say that this one is gone. */
  isIll(id: string): void {
    this.#ill.add(id);
  }

  changed(member: SimMember, { change, id }: MemberChange): void {
    if (this.#agenda === undefined) return;
    if (change === 'suspected' && !this.#ill.has(id)) this.falseSuspicions += 1;
    if (change === 'died' && !this.#ill.has(id)) this.falseDeaths += 1;
    const key = `${change} ${id}`;
    let knowing = this.#knowing.get(key);
    if (knowing === undefined) {
      knowing = new Map();
      this.#knowing.set(key, knowing);
    }
    if (!knowing.has(member.machine.index)) knowing.set(member.machine.index, this.#agenda.nowMs);
  }

  heard(): void {
    // Events are not measured here.
  }

  /** When that many knew it; undefined while fewer do. */
  knownMs(change: MemberChange['change'], id: string, members: number): number | undefined {
    const times = [...(this.#knowing.get(`${change} ${id}`)?.values() ?? [])];
    return times.sort((one, other) => one - other)[members - 1];
  }
}
