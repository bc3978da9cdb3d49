import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '@/common/random';
import { cpuSeconds, memoryBytes } from '../process-meter';
import type { Kind, Member } from './fleet';
import { type Sent, sent } from './sent';
import { awaited, Sightings } from './sightings';

const LONG_MS = 120_000;
const REST_MS = 30_000;
const PAUSES_MS = 60_000;
/** How long a paused agent stands still. */
const PAUSE_MS = { min: 2_000, max: 8_000 };

export interface Rounds {
  readonly events: number;
  readonly kills: number;
}

interface Awaited {
  readonly what: 'event' | 'died' | 'joined' | 'left';
  readonly whom: string;
  readonly observers: ReadonlySet<string>;
  readonly sinceMs: number;
}

export type Figures = Record<string, number[]>;

/** One kind of agent, so many of them, through all that is measured. */
export async function measure(kind: Kind, count: number, rounds: Rounds): Promise<Figures> {
  const sightings = new Sightings();
  const members = await Promise.all(
    Array.from({ length: count }, (_, index) => kind.start(index, sightings)),
  );
  const run = new Run(kind, members, sightings);
  try {
    await run.joinStorm();
    await sleep(3_000);
    for (let round = 0; round < rounds.events; round++) await run.event(`e${round}`);
    await sleep(3_000);
    await run.rest();
    for (let round = 0; round < rounds.kills; round++) await run.kill();
    await run.leave();
    await run.pauses();
  } finally {
    for (const { child } of run.members) child.kill('SIGKILL');
  }
  return run.figures;
}

class Run {
  readonly #kind: Kind;
  readonly members: Member[];
  readonly #sightings: Sightings;
  readonly #random: Random = seededRandom(1);
  readonly figures: Figures = {};

  constructor(kind: Kind, members: Member[], sightings: Sightings) {
    this.#kind = kind;
    this.members = members;
    this.#sightings = sightings;
  }

  async joinStorm(): Promise<void> {
    const startedMs = performance.now();
    for (const member of this.members.slice(1)) member.join(0);
    const names = this.members.map(({ name }) => name);
    const fullMs = await awaited(() => this.#sightings.fullViewMs(names), LONG_MS);
    this.#note('join storm to full view, s', fullMs, startedMs);
  }

  async event(word: string): Promise<void> {
    const startedMs = performance.now();
    this.#one().tell(word);
    await this.#all('event to all, s', {
      what: 'event',
      whom: word,
      observers: this.#names(),
      sinceMs: startedMs,
    });
    await sleep(300);
  }

  async rest(): Promise<void> {
    const pids = this.members.map(({ child }) => child.pid ?? 0);
    const cpu = () => pids.map(cpuSeconds);
    const sentBefore = sent();
    const before = cpu();
    const startedMs = performance.now();
    await sleep(REST_MS);
    const seconds = (performance.now() - startedMs) / 1_000;
    const spent = cpu().map((after, index) => after - (before[index] ?? 0));
    const sentAfter = sent();
    const rate = (of: keyof Sent) =>
      (sentAfter[of] - sentBefore[of]) / seconds / this.members.length;
    this.#add('at rest: CPU seconds a minute', ...spent.map((value) => (value / seconds) * 60));
    this.#add('at rest: memory, MB', ...pids.map((pid) => memoryBytes(pid).rss / 1e6));
    this.#add('at rest: datagrams a second, each', rate('datagrams'));
    this.#add('at rest: payload sent, bytes a second, each', rate('payloadBytes'));
  }

  async kill(): Promise<void> {
    const index = 1 + Math.floor(this.#random.next() * (this.members.length - 1));
    const victim = this.members[index];
    if (victim === undefined) return;
    const others = this.#names(victim);
    const startedMs = performance.now();
    victim.child.kill('SIGKILL');
    const times = await this.#all('kill -9 known by all, s', {
      what: 'died',
      whom: victim.name,
      observers: others,
      sinceMs: startedMs,
    });
    this.#note('kill -9 known by the first, s', times[0], startedMs);
    const [suspectedMs] = this.#sightings.times('suspected', victim.name, others, startedMs);
    this.#note('kill -9 first suspected, s', suspectedMs, startedMs);
    const again = await this.#kind.start(index, this.#sightings);
    this.members[index] = again;
    const joinedMs = performance.now();
    again.join(0);
    await this.#all('one join known by all, s', {
      what: 'joined',
      whom: again.name,
      observers: others,
      sinceMs: joinedMs,
    });
    await sleep(2_000);
  }

  async leave(): Promise<void> {
    const leaver = this.members.pop();
    if (leaver === undefined) return;
    const startedMs = performance.now();
    leaver.leave();
    await this.#all('leave known by all, s', {
      what: 'left',
      whom: leaver.name,
      observers: this.#names(),
      sinceMs: startedMs,
    });
    leaver.child.kill('SIGKILL');
    await sleep(2_000);
  }

  /** A quarter gets no processor, again and again: who of the others is taken for dead for it? */
  async pauses(): Promise<void> {
    const ill = this.members.slice(0, Math.floor(this.members.length / 4));
    const names = new Set(ill.map(({ name }) => name));
    const startedMs = performance.now();
    const isOver = () => performance.now() - startedMs > PAUSES_MS;
    const spread = () => PAUSE_MS.min + this.#random.next() * (PAUSE_MS.max - PAUSE_MS.min);
    await Promise.all(
      ill.map(async ({ child }) => {
        while (!isOver()) {
          child.kill('SIGSTOP');
          await sleep(spread());
          child.kill('SIGCONT');
          await sleep(spread() / 4);
        }
      }),
    );
    const isWell = (whom: string) => !names.has(whom);
    const minutes = (performance.now() - startedMs) / 60_000;
    const rate = (what: 'suspected' | 'died') =>
      this.#sightings.count(what, startedMs, isWell) / minutes;
    this.#add('a quarter paused: false suspicions a minute', rate('suspected'));
    this.#add('a quarter paused: false deaths a minute', rate('died'));
  }

  async #all(figure: string, awaitedFor: Awaited): Promise<number[]> {
    const { what, whom, observers, sinceMs } = awaitedFor;
    const times = () => this.#sightings.times(what, whom, observers, sinceMs);
    const all = () => (times().length >= observers.size ? times() : undefined);
    const known = await awaited(all, LONG_MS);
    this.#note(figure, known?.at(-1), sinceMs);
    return known ?? times();
  }

  #note(figure: string, atMs: number | undefined, sinceMs: number): void {
    this.#add(figure, atMs === undefined ? Number.POSITIVE_INFINITY : (atMs - sinceMs) / 1_000);
  }

  #add(figure: string, ...values: number[]): void {
    this.figures[figure] = [...(this.figures[figure] ?? []), ...values];
  }

  #one(): Member {
    const member = this.members[Math.floor(this.#random.next() * this.members.length)];
    if (member === undefined) throw new Error('There is nobody left.');
    return member;
  }

  #names(without?: Member): Set<string> {
    return new Set(this.members.filter((member) => member !== without).map(({ name }) => name));
  }
}
