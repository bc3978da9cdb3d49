import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodePacket, encodePacket } from '@/agent/gossip/codec/packet-codec';
import { lineageOf, lineageUpTo, succeeded } from '@/agent/gossip/key-lineage';
import { MemberSignatures, signLeftByMaster } from '@/agent/gossip/member-signature';
import type { News } from '@/agent/gossip/message';
import { type Signer, signerOf } from '@/common/node/ed25519';
import { nodeIdOf } from '@/common/node/node-id';
import { seededRandom } from '@/common/random';
import { GossipSamples } from '../../support/gossip-samples';

const newKey = () => signerOf(generateKeyPairSync('ed25519').privateKey);
const member = (signer: Signer) =>
  new MemberSignatures({ signer, lineage: lineageOf(signer.publicKey) });

const NOTHING = new Uint8Array(64);
const some = new GossipSamples(seededRandom(11));

/** One piece of news of each kind, signed by that member. */
function newsOf(keys: MemberSignatures): News[] {
  const { id, lineage } = keys;
  const atMs = 1_700_000_000_000;
  const claims: Parameters<MemberSignatures['sign']>[0][] = [
    { kind: 'alive', card: { ...some.card(), id }, lineage },
    { kind: 'left', id, incarnation: 7, by: 'itself' },
    {
      kind: 'accused',
      accusation: {
        subject: some.id(),
        incarnation: 3,
        accuser: id,
        atMs,
        failure: 'no-answer',
        helpers: [],
      },
    },
    {
      kind: 'event',
      event: { id: '0'.repeat(32), type: 'deploy', payload: 'v1', from: id, atMs },
    },
  ];
  return claims.map((claim) => ({ ...claim, signature: keys.sign(claim) }) as News);
}

/** As another member gets it. */
function overTheWire(news: News): News {
  const [read] = decodePacket(encodePacket({ kind: 'news', news: [news] }))?.news ?? [];
  if (read === undefined) throw new Error('not decoded');
  return read;
}

describe('what a member signs is believed', () => {
  const sender = member(newKey());
  const judge = member(newKey());

  test.each(newsOf(sender))('$kind', (news) => {
    expect(judge.verify(overTheWire(news), sender.lineage)).toBe(true);
    expect(judge.verify(news, sender.lineage)).toBe(true);
  });

  test.each(newsOf(sender))('$kind, but not by the key of another', (news) => {
    expect(judge.verify(news, judge.lineage)).toBe(false);
    expect(judge.verify({ ...news, signature: NOTHING }, sender.lineage)).toBe(false);
  });

  test('a card with another word is not what was signed', () => {
    const [alive] = newsOf(sender);
    if (alive?.kind !== 'alive') throw new Error('no card');
    const forged: News = { ...alive, card: { ...alive.card, zone: 'elsewhere' } };
    expect(judge.verify(alive, sender.lineage)).toBe(true);
    expect(judge.verify(forged, sender.lineage)).toBe(false);
  });

  test('a signature of one kind does not pass for another: leaving is not asked of a card', () => {
    const [, left] = newsOf(sender);
    if (left?.kind !== 'left') throw new Error('no left');
    const asMaster: News = { ...left, by: 'master' };
    const judgeOfMaster = new MemberSignatures(
      { signer: newKey(), lineage: judge.lineage },
      () => sender.lineage.firstKey,
    );
    expect(judgeOfMaster.verify(asMaster, sender.lineage)).toBe(false);
  });
});

describe('the master key of a zone', () => {
  const master = newKey();
  const lost = newKey();
  const news = signLeftByMaster(nodeIdOf(lost.publicKey), 9, master);
  const judging = (masterKey: Uint8Array | undefined) =>
    new MemberSignatures({ signer: lost, lineage: lineageOf(lost.publicKey) }, () => masterKey);

  test('says of a lost member that it left', () => {
    const lineage = lineageOf(lost.publicKey);
    expect(judging(master.publicKey).verify(overTheWire(news), lineage)).toBe(true);
  });

  test('is believed only where it is known', () => {
    const lineage = lineageOf(lost.publicKey);
    expect(judging(undefined).verify(news, lineage)).toBe(false);
    expect(judging(newKey().publicKey).verify(news, lineage)).toBe(false);
  });
});

describe('a key that took the place of another', () => {
  const [first, second, third] = [newKey(), newKey(), newKey()];
  const lineage = succeeded(
    succeeded(lineageOf(first.publicKey), first, second.publicKey),
    second,
    third.publicKey,
  );
  const rotated = new MemberSignatures({ signer: third, lineage });
  const judge = member(newKey());

  test('signs for the same member', () => {
    expect(rotated.id).toBe(nodeIdOf(first.publicKey));
    for (const news of newsOf(rotated)) expect(judge.verify(overTheWire(news), lineage)).toBe(true);
  });

  test('is taken on while the agent runs', () => {
    const running = member(first);
    running.adopt({ signer: third, lineage });
    const [alive] = newsOf(running);
    if (alive === undefined) throw new Error('no card');
    expect(judge.verify(alive, lineage)).toBe(true);
    expect(judge.verify(alive, lineageOf(first.publicKey))).toBe(false);
  });

  test('is nobody without the endorsement of the one before it', () => {
    const thief = newKey();
    const stolen = succeeded(lineageOf(first.publicKey), thief, thief.publicKey);
    const pretender = new MemberSignatures({ signer: thief, lineage: stolen });
    for (const news of newsOf(pretender)) expect(judge.verify(news, stolen)).toBe(false);
  });

  test('cannot be moved to another place of the lineage', () => {
    const [, last] = lineage.successions;
    if (last === undefined) throw new Error('no succession');
    const shortened = { firstKey: second.publicKey, successions: [last] };
    const pretender = new MemberSignatures({ signer: third, lineage: shortened });
    for (const news of newsOf(pretender)) expect(judge.verify(news, shortened)).toBe(false);
  });

  test('leaves the former lineage to be found', () => {
    expect(lineageUpTo(lineage, second.publicKey)?.successions).toHaveLength(1);
    expect(lineageUpTo(lineage, newKey().publicKey)).toBeUndefined();
  });
});
