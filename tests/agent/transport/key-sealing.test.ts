import { describe, expect, test } from 'vitest';
import { HEAD_BYTES } from '@/agent/transport/frame';
import { KeySealing } from '@/agent/transport/key-sealing';
import { type KeyEntry, Keyring } from '@/agent/transport/keyring';
import { openSealing } from '@/agent/transport/open-sealing';
import { ReplayGuard } from '@/agent/transport/replay-guard';
import type { Opened } from '@/agent/transport/sealing';
import { seededRandom } from '@/common/random';
import { keyOf, ringOf, ZONE } from './transport-rig';

const text = (plaintext: string) => Buffer.from(plaintext);

function memberOf(keyring: Keyring, seal: string) {
  const epoch = { valueMs: 1_000 };
  const sealing = new KeySealing({ keyring, seal, epoch, guard: new ReplayGuard(undefined) });
  return { sealing, epoch, keyring };
}

type Member = ReturnType<typeof memberOf>;

const one = (keyring = ringOf('k')) => memberOf(keyring, '11'.repeat(8));
const other = (keyring = ringOf('k')) => memberOf(keyring, '22'.repeat(8));

function sealed({ sealing }: Member, plaintext = 'hello'): Buffer {
  const frame = sealing.sealDatagram(text(plaintext), ZONE);
  if (frame === undefined) throw new Error('no key');
  return frame;
}

describe('a datagram under seal', () => {
  test('opens for whoever has the key, and says who sealed it', () => {
    expect(other().sealing.openDatagram(sealed(one()))).toEqual({
      plaintext: text('hello'),
      seal: '11'.repeat(8),
      zone: ZONE,
    });
  });

  test('takes 45 bytes more, so that a ping has 67', () => {
    expect(sealed(one(), 'x'.repeat(22))).toHaveLength(67);
  });

  test('with any bit changed is nobody’s', () => {
    const frame = sealed(one());
    const judge = other();
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const harmed = Buffer.from(frame);
      const place = bit >> 3;
      harmed[place] = (harmed[place] ?? 0) ^ (1 << (bit & 7));
      expect(['forged', 'unknown-key', 'foreign', 'version']).toContain(
        judge.sealing.openDatagram(harmed),
      );
    }
    expect(judge.sealing.openDatagram(frame)).toMatchObject({ plaintext: text('hello') });
  });

  test('cut anywhere is nothing', () => {
    const frame = sealed(one());
    const judge = other();
    for (let length = 0; length < frame.length; length++) {
      expect(['short', 'forged']).toContain(judge.sealing.openDatagram(frame.subarray(0, length)));
    }
  });

  test('is not taken twice, nor from a run that is over, nor from ourselves', () => {
    const [sender, judge] = [one(), other()];
    const first = sealed(sender);
    expect(judge.sealing.openDatagram(first)).toMatchObject({ zone: ZONE });
    expect(judge.sealing.openDatagram(first)).toBe('replayed');
    expect(sender.sealing.openDatagram(first)).toBe('own');
    const late = sealed(sender);
    sender.epoch.valueMs += 1;
    expect(judge.sealing.openDatagram(sealed(sender))).toMatchObject({ zone: ZONE });
    expect(judge.sealing.openDatagram(late)).toBe('stale');
    expect(sender.sealing.openDatagram(late)).toBe('stale');
  });

  test('with a forged counter of the end of time does not shut its sender out', () => {
    const [sender, judge] = [one(), other()];
    const forged = sealed(sender);
    forged.writeUInt32BE(0x1f_ffff, HEAD_BYTES - 8);
    expect(judge.sealing.openDatagram(forged)).toBe('forged');
    expect(judge.sealing.openDatagram(sealed(sender))).toMatchObject({ zone: ZONE });
  });

  test('of another key or of none says so, and the other way round', () => {
    expect(other(ringOf('x')).sealing.openDatagram(sealed(one()))).toBe('unknown-key');
    expect(other(new Keyring()).sealing.sealDatagram(text('x'), ZONE)).toBeUndefined();
    const open = openSealing.sealDatagram(text('x'), ZONE);
    expect(other().sealing.openDatagram(open ?? Buffer.alloc(0))).toBe('short');
    const long = openSealing.sealDatagram(text('x'.repeat(99)), ZONE) ?? Buffer.alloc(0);
    expect(other().sealing.openDatagram(long)).toBe('unsealed');
    expect(openSealing.openDatagram(sealed(one()))).toBe('unsealed');
  });

  test('is no question of a stream, and the reverse', () => {
    expect(other().sealing.openQuestion(sealed(one()))).toBe('forged');
    const question = one().sealing.sealQuestion(text('q'), ZONE);
    expect(other().sealing.openDatagram(question?.frame ?? Buffer.alloc(0))).toBe('forged');
  });
});

describe('an answer', () => {
  function asked(sender = one(), judge = other()) {
    const question = sender.sealing.sealQuestion(text('q'), ZONE);
    const opened = judge.sealing.openQuestion(question?.frame ?? Buffer.alloc(0));
    if (question === undefined || typeof opened === 'string') throw new Error('not opened');
    return { question, opened };
  }

  test('is of whoever was asked', () => {
    const { question, opened } = asked();
    expect(question.open(opened.answer(text('a')) ?? Buffer.alloc(0))).toEqual({
      plaintext: text('a'),
      seal: '22'.repeat(8),
      zone: ZONE,
    });
  });

  test('to one question is none to another', () => {
    const [sender, judge] = [one(), other()];
    const [first, second] = [asked(sender, judge), asked(sender, judge)];
    const answer = second.opened.answer(text('a')) ?? Buffer.alloc(0);
    expect(first.question.open(answer)).toBe('forged');
  });

  test('is not given with a key that was retired meanwhile', () => {
    const judge = other();
    const { opened } = asked(one(), judge);
    judge.keyring.replace([{ zone: ZONE, bytes: keyOf('k'), state: 'retired' }]);
    expect(opened.answer(text('a'))).toBeUndefined();
  });

  test('is given, of a run that is over, to say that it is', () => {
    const [sender, judge] = [one(), other()];
    sender.epoch.valueMs = 2_000;
    asked(sender, judge);
    sender.epoch.valueMs = 1_000;
    expect(asked(sender, judge).opened.isStale).toBe(true);
  });
});

/** Steps of one change of key, as each member comes to them in its own time. */
function* ringsOfChange(change: number): Generator<KeyEntry[]> {
  const key = (number: number, state: KeyEntry['state']): KeyEntry => ({
    zone: ZONE,
    bytes: new Uint8Array(32).fill(number % 251),
    state,
  });
  yield [key(change, 'use'), key(change + 1, 'accept')];
  yield [key(change, 'accept'), key(change + 1, 'use')];
  yield [key(change, 'retired'), key(change + 1, 'use')];
}

describe('a key that is changed a hundred times', () => {
  test('loses nothing but what is lost on the way, though members follow one after another', () => {
    const random = seededRandom(41);
    const members = Array.from({ length: 4 }, (_, index) =>
      memberOf(new Keyring(), index.toString(16).repeat(16)),
    );
    const [first] = ringsOfChange(0);
    for (const member of members) member.keyring.replace(first ?? []);
    const tally = { passed: 0, lost: 0, refused: 0 };
    const say = (from: Member, to: Member, frame: Buffer) => {
      if (from === to) return;
      if (random.next() < 0.3) tally.lost++;
      else if (typeof to.sealing.openDatagram(frame) === 'string') tally.refused++;
      else tally.passed++;
    };
    const talk = () => {
      for (const from of members) {
        const frame = sealed(from);
        for (const to of members) say(from, to, frame);
      }
    };
    for (let change = 0; change < 100; change++) {
      for (const ring of ringsOfChange(change)) {
        for (const member of members) {
          member.keyring.replace(ring);
          talk();
        }
      }
    }
    expect(tally.refused).toBe(0);
    expect(tally.passed).toBeGreaterThan(8_000);
    expect(tally.lost).toBeGreaterThan(3_000);
  });

  test('shuts out who was away until it has fetched the keys, and takes nothing retired meanwhile', () => {
    const [stays, away] = [one(), other()];
    const old = [...ringsOfChange(0)];
    stays.keyring.replace(old[0] ?? []);
    away.keyring.replace(old[0] ?? []);
    const recorded = sealed(away);
    const rings = [0, 1, 2].flatMap((change) => [...ringsOfChange(change)]);
    for (const ring of rings) stays.keyring.replace(ring);
    expect(stays.sealing.openDatagram(recorded)).toBe('unknown-key');
    expect(stays.sealing.openDatagram(sealed(away))).toBe('unknown-key');
    expect(away.sealing.openDatagram(sealed(stays))).toBe('unknown-key');
    away.keyring.replace(rings.at(-1) ?? []);
    expect((stays.sealing.openDatagram(sealed(away)) as Opened).plaintext).toEqual(text('hello'));
    expect((away.sealing.openDatagram(sealed(stays)) as Opened).plaintext).toEqual(text('hello'));
  });
});
