import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { decodePacket, encodePacket } from '@/agent/gossip/codec/packet-codec';
import {
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
} from '@/agent/gossip/codec/stream-codec';
import { decodeDiscovery } from '@/agent/transport/discovery-message';
import type { Random } from '@/common/random';
import { ringOf, TransportRig } from '../agent/transport/transport-rig';
import { GossipSamples } from '../support/gossip-samples';
import { mutated } from '../support/mutate';
import {
  atMost,
  distribution,
  type Finding,
  type GoalOptions,
  none,
  noted,
  percentile,
  within,
} from './goal';
import type { VictimStatus } from './gossip-victim-program';
import { JunkFrames } from './junk-frames';

export interface HostilePacketsOptions extends GoalOptions {
  /** For each decoder. */
  readonly inputs: number;
  readonly junkPerSecond: number;
  readonly holdMs: number;
}

const PROBED_EVERY_MS = 20;
const PROBE_MS_MAX = 100;
const GROWTH_MIB_MAX = 20;
const STREAMS = 200;
const MIB = 1024 * 1024;

/** Goals G7 and G8: nothing that strangers or insiders send does more than raise a counter. */
export async function runHostilePackets(options: HostilePacketsOptions): Promise<Finding[]> {
  return [...fuzzDecoders(options), ...(await floodMember(options))];
}

function fuzzDecoders({ inputs, random, say }: HostilePacketsOptions): Finding[] {
  const some = new GossipSamples(random);
  const corpus = Array.from({ length: 600 }, (_, place) => {
    if (place % 3 === 0) return encodePacket(some.packet());
    return place % 3 === 1 ? encodeRequest(some.request()) : encodeAnswer(some.answer());
  });
  const pick = () => corpus[some.below(corpus.length)] ?? new Uint8Array(1);
  const decoders = { decodePacket, decodeRequest, decodeAnswer, decodeDiscovery };
  const failures: string[] = [];
  const findings = Object.entries(decoders).map(([name, decode]) => {
    let read = 0;
    for (let count = 0; count < inputs; count++) {
      if (isRead(decode, mutated(pick(), pick(), random), failures)) read++;
    }
    say(`${name}: ${inputs.toLocaleString('en')} inputs`);
    return noted(`damaged inputs to ${name}, of which well-formed`, `${inputs}, ${read}`);
  });
  if (failures[0] !== undefined) say(failures[0]);
  return [...findings, none('that threw', failures.length)];
}

function isRead(
  decode: (bytes: Uint8Array) => unknown,
  bytes: Uint8Array,
  failures: string[],
): boolean {
  try {
    return decode(bytes) !== undefined;
  } catch (error) {
    failures.push(`${String(error)}: ${Buffer.from(bytes).toString('hex')}`);
    return false;
  }
}

async function floodMember(options: HostilePacketsOptions): Promise<Finding[]> {
  const { seed, random, junkPerSecond, holdMs, say } = options;
  const victim = programOf('./gossip-victim-program.ts', []);
  const first = await answerOf<VictimStatus>(victim);
  const port = first.address.split(':').at(-1) ?? '';
  const prober = await new TransportRig(ringOf('k'), 72).start();
  const roundTripsMs: number[] = [];
  const stopProbing = probe(prober, first.address, roundTripsMs);
  try {
    const warm = programOf('./gossip-junk-program.ts', [port, seed, junkPerSecond, 1_000]);
    await answerOf(warm);
    const before = await statusOf(victim);
    const junk = programOf('./gossip-junk-program.ts', [port, seed + 1, junkPerSecond, holdMs]);
    const { sent, elapsedMs } = await answerOf<{ sent: number; elapsedMs: number }>(junk);
    say(`${sent.toLocaleString('en')} datagrams in ${Math.round(elapsedMs)} ms`);
    await throwStreams(Number(port), random);
    const after = await statusOf(victim);
    const taken = totalOf(after) - totalOf(before);
    return [
      noted('junk sent each second', String(Math.round((sent / elapsedMs) * 1_000))),
      noted('junk that arrived and was dropped', `${taken} of ${sent}, and ${STREAMS} streams`),
      noted('dropped as', wordsOf(after, before)),
      none('that got through to the protocol', after.others),
      within('round trip of a probe meanwhile, p99', percentile(roundTripsMs, 99), PROBE_MS_MAX),
      noted('round trips of probes', `${roundTripsMs.length}: ${distribution(roundTripsMs, 'ms')}`),
      none('bytes sent but for acknowledgements', after.bytesOut - after.pings * 50),
      none('bytes sent over streams', after.streamBytesOut),
      atMost('growth of memory', (after.rssBytes - before.rssBytes) / MIB, GROWTH_MIB_MAX, 'MiB'),
    ];
  } finally {
    stopProbing();
    prober.remove();
    victim.disconnect();
  }
}

/** Pings from another member, whose acknowledgements are timed. */
function probe(prober: TransportRig, to: string, roundTripsMs: number[]): () => void {
  const { transport } = prober.open;
  const askedMs = new Map<number, number>();
  let sequence = 0;
  transport.listen({
    packet(_, packet) {
      if (packet.kind !== 'ack') return;
      const startMs = askedMs.get(packet.sequence);
      if (startMs !== undefined) roundTripsMs.push(performance.now() - startMs);
    },
    request: () => ({ kind: 'pong' }),
  });
  const timer = setInterval(() => {
    askedMs.set(++sequence, performance.now());
    transport.send(to, { kind: 'ping', sequence, target: prober.id, news: [] });
  }, PROBED_EVERY_MS);
  return () => clearInterval(timer);
}

async function throwStreams(port: number, random: Random): Promise<void> {
  const junk = new JunkFrames(random);
  for (let count = 0; count < STREAMS; count++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.end(junk.stream());
    socket.resume();
    await once(socket, 'close');
  }
}

function programOf(file: string, words: readonly (string | number)[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return fork(path, words.map(String), { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
}

async function statusOf(victim: ChildProcess): Promise<VictimStatus> {
  victim.send('status');
  return answerOf<VictimStatus>(victim);
}

async function answerOf<Answer>(program: ChildProcess): Promise<Answer> {
  const ended = once(program, 'exit').then(() => {
    throw new Error('a program of the lab ended by itself');
  });
  ended.catch(() => undefined);
  const [answer] = (await Promise.race([once(program, 'message'), ended])) as [Answer];
  return answer;
}

function totalOf({ dropped }: VictimStatus): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

function wordsOf(after: VictimStatus, before: VictimStatus): string {
  return Object.entries(after.dropped)
    .map(([cause, count]) => [cause, count - (before.dropped[cause] ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .map(([cause, count]) => `${cause} ${count}`)
    .join(', ');
}
