import { expect, test } from 'vitest';
import { makeTicket } from '@/common/protocol/ticket';
import { seededRandom } from '@/common/random';
import { judgeTicket, type Tickets, type TicketVerdict } from '@/server/ingest/judge-ticket';
import { createTick } from '@/server/ingest/tick';
import { FakeClock } from '../../support/fake-clock';

const SEEDS = 300;
const STEPS = 60;

/** The server's and the agents' halves of the protocol of tickets, without sockets and disks. */
class Model {
  readonly tick = createTick(new FakeClock());
  known: Tickets = { ticket: null, nextTicket: null, claimants: [] };
  #count = 0;

  open(shown: Uint8Array, startedMs: number): { verdict: TicketVerdict; given?: Uint8Array } {
    const verdict = judgeTicket(this.known, { ticket: shown, machineId: 'm', startedMs });
    if (verdict !== 'good') return { verdict };
    this.#count += 1;
    const chance = new Uint8Array(16).fill(this.#count % 256);
    const given = makeTicket(this.tick.next(), chance);
    const ticket = shown.length === 0 ? null : shown;
    this.known = { ...this.known, ticket, nextTicket: given };
    return { verdict, given };
  }

  confirm(ticket: Uint8Array): void {
    const { nextTicket } = this.known;
    if (nextTicket === null || Buffer.compare(nextTicket, ticket) !== 0) return;
    this.known = { ...this.known, ticket, nextTicket: null };
  }
}

const NONE = new Uint8Array();

/** One agent that is killed between any two steps, and whose calls the server gets to in any order. */
class Agent {
  readonly #model: Model;
  readonly #delayed: (() => TicketVerdict | undefined)[] = [];
  disk: Uint8Array = NONE;

  constructor(model: Model) {
    this.#model = model;
  }

  get hasDelayed(): boolean {
    return this.#delayed.length > 0;
  }

  /** Its server gets to a call of a connection that was given up long since. */
  deliverLate(): TicketVerdict | undefined {
    return this.#delayed.shift()?.();
  }

  /** @param steps how far it comes: 0 asked, 1 answered, 2 stored, 3 said so too late, 4 in time */
  connect(steps: number): TicketVerdict | undefined {
    const startedMs = this.#model.tick.next();
    const shown = this.disk;
    if (steps === 0) {
      this.#delayed.push(() => this.#model.open(shown, startedMs).verdict);
      return undefined;
    }
    const { verdict, given } = this.#model.open(shown, startedMs);
    if (given !== undefined) this.#take(given, steps);
    return verdict;
  }

  #take(given: Uint8Array, steps: number): void {
    if (steps >= 2) this.disk = given;
    if (steps === 4) this.#model.confirm(given);
    if (steps !== 3) return;
    this.#delayed.push(() => {
      this.#model.confirm(given);
      return undefined;
    });
  }
}

const EVERY_SEED = Array.from({ length: SEEDS }, (_, seed) => seed);

test.each(EVERY_SEED)(
  'one agent is never taken for a copy, killed between any two steps and its calls delayed (seed %i)',
  (seed) => {
    const random = seededRandom(seed);
    const model = new Model();
    const agent = new Agent(model);
    const verdicts: (TicketVerdict | undefined)[] = [];
    for (let step = 0; step < STEPS; step++) {
      verdicts.push(agent.connect(Math.floor(random.next() * 5)));
      if (random.next() < 0.4) verdicts.push(agent.deliverLate());
    }
    while (agent.hasDelayed) verdicts.push(agent.deliverLate());
    expect(verdicts).not.toContain('copy');
    expect(verdicts).toContain('late');
    expect(agent.connect(4)).toBe('good');
  },
);

test.each(EVERY_SEED)(
  'two that go on from the same moment are found when each of them has connected twice (seed %i)',
  (seed) => {
    const random = seededRandom(seed);
    const model = new Model();
    const original = new Agent(model);
    original.connect(4);
    const copy = new Agent(model);
    copy.disk = original.disk;
    const verdicts = { original: [original.connect(4)], copy: [copy.connect(4)] };
    const [last, first] = random.next() < 0.5 ? [original, copy] : [copy, original];
    verdicts.original.push(first.connect(4));
    verdicts.copy.push(last.connect(4));
    expect([...verdicts.original, ...verdicts.copy]).toContain('copy');
  },
);

test('an agent whose server was restored from a backup is ahead of it, and is let in', () => {
  const model = new Model();
  let disk: Uint8Array = NONE;
  const sessions = (count: number) => {
    for (let session = 0; session < count; session++) {
      const { verdict, given } = model.open(disk, model.tick.next());
      expect(verdict).toBe('good');
      disk = given ?? disk;
      model.confirm(disk);
    }
  };
  sessions(3);
  const backup = model.known;
  sessions(3);
  model.known = backup;
  sessions(3);
});

test('a ticket of tomorrow is one that no server gave out', () => {
  const model = new Model();
  model.confirm(model.open(NONE, model.tick.next()).given ?? NONE);
  const startedMs = model.tick.next();
  const forged = makeTicket(startedMs + 2 * 86_400_000, new Uint8Array(16));
  expect(model.open(forged, startedMs).verdict).toBe('copy');
});

test('the tick goes on when the clock is set back, and past what others gave out', () => {
  const clock = new FakeClock();
  const tick = createTick(clock);
  const first = tick.next();
  clock.jumpWall(-3_600_000);
  expect(tick.next()).toBe(first + 1);
  tick.witness(first + 5_000);
  expect(tick.next()).toBe(first + 5_001);
});
