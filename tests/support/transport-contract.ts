import { expect, test } from 'vitest';
import type { News, Packet, StreamAnswer, StreamRequest } from '@/agent/gossip/message';
import type { Receiver, Sender, StreamFailure, Transport } from '@/agent/gossip/transport';
import { seededRandom } from '@/common/random';
import { GossipSamples } from './gossip-samples';

/** Two members that reach one another, however that is done. */
export interface TransportPair {
  readonly one: Transport;
  readonly other: Transport;
  readonly oneAddress: string;
  readonly otherAddress: string;
  /** The seal by which the other knows the first. */
  readonly oneSeal: string;
  /** Lets time pass until that is so; what waits for too long has failed. */
  until(isSo: () => boolean): Promise<void>;
  close(): void | Promise<void>;
}

/** What every transport keeps to: that of sockets, and that of the simulated network. */
export function transportContract(open: () => Promise<TransportPair>): void {
  const scene = async (act: (pair: TransportPair, other: Heard) => void | Promise<void>) => {
    const pair = await open();
    try {
      const other = new Heard();
      pair.one.listen(new Heard());
      pair.other.listen(other);
      await act(pair, other);
    } finally {
      await pair.close();
    }
  };

  test('a packet arrives as it was sent, and says by whom', () =>
    scene(async (pair, other) => {
      const ping = { kind: 'ping', sequence: 7, target: some().id(), news: [] } as const;
      pair.one.send(pair.otherAddress, ping);
      await pair.until(() => other.packets.length > 0);
      expect(other.packets).toEqual([
        { from: { seal: pair.oneSeal, address: pair.oneAddress }, packet: ping },
      ]);
    }));

  test('news fits that is counted to fit, to the byte', () =>
    scene(async (pair, other) => {
      const news = newsThatFits(pair.one);
      const target = some().id();
      const address = 'x'.repeat(64);
      pair.one.send(pair.otherAddress, { kind: 'ping-req', sequence: 1, target, address, news });
      await pair.until(() => other.packets.length > 0);
      expect(other.packets.map(({ packet }) => packet.news)).toEqual([news]);
    }));

  test('a question is answered by whoever was asked', () =>
    scene(async (pair, other) => {
      const request = { kind: 'ping', target: some().id() } as const;
      other.answer = { kind: 'declined', reason: 'not I' };
      const answers = ask(pair, pair.otherAddress, request);
      await pair.until(() => answers.length > 0);
      expect(answers).toEqual([other.answer]);
      expect(other.requests.map((heard) => heard.request)).toEqual([request]);
      expect(other.requests[0]?.from.seal).toBe(pair.oneSeal);
    }));

  test('a list of hundreds of members passes in one answer', () =>
    scene(async (pair, other) => {
      const samples = some();
      const news = Array.from({ length: 500 }, () => samples.news());
      other.answer = { kind: 'exchanged', news };
      const answers = ask(pair, pair.otherAddress, { kind: 'ping', target: samples.id() });
      await pair.until(() => answers.length > 0);
      expect(answers).toEqual([other.answer]);
    }));

  test('a question to a port where nobody listens is refused, and soon', () =>
    scene(async (pair) => {
      const answers = ask(pair, '127.0.0.1:9', { kind: 'ping', target: some().id() });
      await pair.until(() => answers.length > 0);
      expect(answers).toEqual(['refused']);
    }));
}

/** What came to one member. */
class Heard implements Receiver {
  readonly packets: { readonly from: Sender; readonly packet: Packet }[] = [];
  readonly requests: { readonly from: Sender; readonly request: StreamRequest }[] = [];
  answer: StreamAnswer = { kind: 'pong' };

  packet({ seal, address }: Sender, packet: Packet): void {
    this.packets.push({ from: { seal, address }, packet });
  }

  request(from: Sender, request: StreamRequest): StreamAnswer {
    this.requests.push({ from, request });
    return this.answer;
  }
}

const some = () => new GossipSamples(seededRandom(21));

function ask({ one }: TransportPair, to: string, request: StreamRequest) {
  const answers: (StreamAnswer | StreamFailure)[] = [];
  one.request(to, request, 2_000, (answer) => answers.push(answer));
  return answers;
}

/** Events, the last of them with as many letters as there is room for. */
function newsThatFits(transport: Transport): News[] {
  const samples = some();
  const [from, signature] = [samples.id(), samples.bytes(64)];
  const eventOf = (length: number): News => ({
    kind: 'event',
    event: { id: 'a'.repeat(32), type: 'x', payload: 'y'.repeat(length), from, atMs: 1 },
    signature,
  });
  const fits = (news: readonly News[]) =>
    news.reduce((sum, one) => sum + transport.sizeOf(one), 0) <= transport.newsBytesMax;
  const first = [eventOf(512), eventOf(200)];
  const lengths = Array.from({ length: 513 }, (_, length) => length);
  const longest = lengths.findLast((length) => fits([...first, eventOf(length)]));
  if (longest === undefined || longest === 512) throw new Error('not the case that is meant');
  return [...first, eventOf(longest)];
}
