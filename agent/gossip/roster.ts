import type { MemberCard, MemberState } from '@/common/domain/member';
import type { Random } from '@/common/random';
import type { Member } from './member';
import { type CardNews, isPresent } from './news';
import { BUCKET_COUNT, bucketOf, HashSums, standingHash } from './standing-hash';

/**
 * All other members that are known. Whatever is asked a packet or a tick costs the same however many
 * there are: whom to probe next, some at random, the hashes of the whole list.
 */
export class Roster {
  readonly #members = new Map<string, Member>();
  /** Those that are up as far as is known, suspects too; probed ones of this round first. */
  readonly #present: Member[] = [];
  readonly #dead: Member[] = [];
  /** Suspects and the dead by their addresses: whoever is one of them is told so when it speaks. */
  readonly #troubled = new Map<string, Member>();
  readonly #sums = new HashSums(BUCKET_COUNT);
  readonly #view = new HashSums(1);
  #probed = 0;

  get(id: string): Member | undefined {
    return this.#members.get(id);
  }

  get size(): number {
    return this.#members.size;
  }

  /** How many are up, this member too. */
  get presentCount(): number {
    return this.#present.length + 1;
  }

  get deadCount(): number {
    return this.#dead.length;
  }

  all(): Iterable<Member> {
    return this.#members.values();
  }

  troubledAt(address: string): Member | undefined {
    return this.#troubled.get(address);
  }

  add(member: Member): void {
    this.#members.set(member.id, member);
    this.#enlist(member);
  }

  remove(member: Member): void {
    this.#strike(member);
    this.#members.delete(member.id);
  }

  /** Its card, its state or both; nothing else may change them. */
  change(member: Member, to: { news?: CardNews; state?: MemberState; nowMs: number }): void {
    this.#strike(member);
    if (to.news !== undefined) member.news = to.news;
    if (to.state !== undefined && to.state !== member.state) {
      member.state = to.state;
      member.changedMs = to.nowMs;
    }
    this.#enlist(member);
  }

  /** This member itself counts in the hashes. */
  countSelf(card: MemberCard, sign: 1 | -1): void {
    this.#sum(card, 'alive', sign);
  }

  /** Round robin in an order that chance makes anew each round (SWIM §4.3). */
  nextToProbe(random: Random): Member | undefined {
    const list = this.#present;
    if (this.#probed >= list.length) this.#probed = 0;
    const chosen = this.#probed + Math.floor(random.next() * (list.length - this.#probed));
    const member = list[chosen];
    if (member === undefined) return undefined;
    this.#put(list, list[this.#probed], chosen);
    this.#put(list, member, this.#probed);
    this.#probed += 1;
    return member;
  }

  /** Up to `count` different ones that are up, by chance. */
  pick(
    count: number,
    random: Random,
    isWanted: (member: Member) => boolean = () => true,
  ): Member[] {
    const picked: Member[] = [];
    const list = this.#present;
    for (let tries = 0; tries < 4 * count && picked.length < count; tries++) {
      const member = list[Math.floor(random.next() * list.length)];
      if (member !== undefined && !picked.includes(member) && isWanted(member)) picked.push(member);
    }
    return picked;
  }

  pickDead(random: Random): Member | undefined {
    return this.#dead[Math.floor(random.next() * this.#dead.length)];
  }

  /** One hash for each part of the list. */
  buckets(): bigint[] {
    return Array.from({ length: BUCKET_COUNT }, (_, index) => this.#sums.at(index));
  }

  /** Over who is up and who is suspected; incarnations do not count. */
  digest(): string {
    return this.#view.at(0).toString(16).padStart(16, '0');
  }

  #enlist(member: Member): void {
    if (isPresent(member.state)) this.#append(this.#present, member);
    if (member.state === 'dead') this.#append(this.#dead, member);
    if (member.state === 'dead' || member.state === 'suspect') {
      for (const address of member.news.card.addresses) this.#troubled.set(address, member);
    }
    this.#sum(member.news.card, member.state, 1);
  }

  #strike(member: Member): void {
    this.#sum(member.news.card, member.state, -1);
    if (isPresent(member.state)) this.#strikePresent(member.place);
    if (member.state === 'dead') this.#fill(this.#dead, member.place);
    for (const address of member.news.card.addresses) {
      if (this.#troubled.get(address) === member) this.#troubled.delete(address);
    }
  }

  #append(list: Member[], member: Member): void {
    member.place = list.length;
    list.push(member);
  }

  /** Its place goes to the last one that was probed this round, and the place of that to the last. */
  #strikePresent(place: number): void {
    if (place >= this.#probed) {
      this.#fill(this.#present, place);
      return;
    }
    this.#probed -= 1;
    this.#put(this.#present, this.#present[this.#probed], place);
    this.#fill(this.#present, this.#probed);
  }

  #fill(list: Member[], place: number): void {
    const last = list.pop();
    if (place < list.length) this.#put(list, last, place);
  }

  #put(list: Member[], member: Member | undefined, place: number): void {
    if (member === undefined) return;
    list[place] = member;
    member.place = place;
  }

  #sum({ bootEpochMs, id, incarnation }: MemberCard, state: MemberState, sign: 1 | -1): void {
    const standing = { id, incarnation, state, bootEpochMs };
    this.#sums.change(bucketOf(id), standingHash(standing), sign);
    if (isPresent(state)) {
      this.#view.change(0, standingHash({ ...standing, incarnation: 0, bootEpochMs: 0 }), sign);
    }
  }
}
