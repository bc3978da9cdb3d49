import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Report } from '@/common/protocol/report';
import { eachSample } from '@/common/protocol/sample-frame';
import { tickOf } from './load-values';

const SYNC_INTERVAL_MS = 200;
const EVENT_TEXT = /^lab event (\d+)$/;

/** The outbox took a report: from here on nothing but the limits of the outbox may lose it. */
interface Accepted {
  readonly kind: 'accepted';
  readonly nodeId: string;
  readonly epoch: string;
  readonly sequence: number;
  /** When, by the clock of the machine that runs the lab. */
  readonly atMs: number;
  /** Moments of which the report holds a sample of every series, see `load-values.ts`. */
  readonly ticks: readonly number[];
  /** The same moments by the agent's wall clock. */
  readonly times: readonly number[];
  /** Moments of which it holds an event. */
  readonly events: readonly number[];
}

/** The server said that it has these reports, in an answer or when a session was opened. */
interface Acknowledged {
  readonly kind: 'acknowledged';
  readonly nodeId: string;
  readonly epoch: string;
  readonly first: number;
  readonly last: number;
}

export type LedgerEntry = Accepted | Acknowledged;

/**
 * What the load generator knows of its reports, a line for each, written before anything else
 * happens: a line outlives the process that wrote it, and 200 ms later also the machine.
 */
export class LedgerWriter {
  readonly #fd: number;
  #dirty = false;

  constructor(path: string) {
    this.#fd = openSync(path, 'a', 0o600);
    setInterval(() => this.#sync(), SYNC_INTERVAL_MS).unref();
  }

  accepted(nodeId: string, { epoch, sequence, frames, events }: Report): void {
    const ticks = frames.map((frame) => {
      let tick = 0;
      eachSample(frame, (_, value) => {
        tick = tickOf(value);
      });
      return tick;
    });
    const told = events.flatMap(({ text }) => EVENT_TEXT.exec(text)?.[1] ?? []);
    const times = frames.map(({ atMs }) => atMs);
    const lists = [ticks, times, told].map((list) => list.join(','));
    this.#write(['A', nodeId, epoch, sequence, Date.now(), ...lists]);
  }

  acknowledged(nodeId: string, epoch: string, first: number, last: number): void {
    this.#write(['K', nodeId, epoch, first, last]);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #write(words: readonly (string | number)[]): void {
    writeSync(this.#fd, `${words.join(' ')}\n`);
    this.#dirty = true;
  }

  #sync(): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    fdatasync(this.#fd, () => undefined);
  }
}

/** Leaves out a last line that a kill cut short: what it would have told is then not claimed. */
export function readLedger(path: string): LedgerEntry[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map(parseLine);
}

function parseLine(line: string): LedgerEntry {
  const [letter, nodeId = '', epoch = '', ...rest] = line.split(' ');
  if (letter === 'K') {
    return {
      kind: 'acknowledged',
      nodeId,
      epoch,
      first: Number(rest[0]),
      last: Number(rest[1]),
    };
  }
  const [sequence, atMs, ticks = '', times = '', events = ''] = rest;
  return {
    kind: 'accepted',
    nodeId,
    epoch,
    sequence: Number(sequence),
    atMs: Number(atMs),
    ticks: numbersOf(ticks),
    times: numbersOf(times),
    events: numbersOf(events),
  };
}

function numbersOf(text: string): number[] {
  return text === '' ? [] : text.split(',').map(Number);
}
