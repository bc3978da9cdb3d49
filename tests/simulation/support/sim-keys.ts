import type { MemberKeys, Unsigned } from '@/agent/gossip/gossip-deps';
import type { KeyLineage, News, Signature } from '@/agent/gossip/message';
import type { Accusation } from '@/common/domain/member';
import { chance } from './chance';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const MASTER = 'master';

interface Signed {
  readonly signer: string;
  readonly text: string;
  /** What was found to be what was signed; immutable, so it is not read again. */
  genuine: object | undefined;
}

/** Who signed what. The bytes themselves say nothing: nobody can make some that stand here. */
const signatures = new WeakMap<Signature, Signed>();
/** Accusations whose accuser itself signed them. */
const meant = new WeakSet<Accusation>();
const ownerOfKey = new WeakMap<Uint8Array, string>();

/**
 * The key of one member, by Ed25519's rules and at none of its cost: only who holds it signs in its
 * name, and what is changed afterwards no longer fits.
 */
export class SimKey implements MemberKeys {
  readonly id: string;
  readonly lineage: KeyLineage;

  constructor(seed: number, index: number) {
    const random = chance(seed, `key ${index}`);
    this.id = Array.from({ length: 26 }, () => ALPHABET[Math.floor(random.next() * 32)]).join('');
    const firstKey = new Uint8Array(32);
    ownerOfKey.set(firstKey, this.id);
    this.lineage = { firstKey, successions: [] };
  }

  sign(news: Unsigned<News>): Signature {
    const signature = new Uint8Array(64);
    if (news.kind === 'accused' && news.accusation.accuser === this.id) meant.add(news.accusation);
    signatures.set(signature, { signer: this.id, text: textOf(news), genuine: undefined });
    return signature;
  }

  verify(news: News, lineage: KeyLineage): boolean {
    const signer = signerOf(news);
    if (news.kind === 'left' && news.by === 'master') return signer === MASTER;
    const owner = ownerOfKey.get(lineage.firstKey);
    return (
      signer !== undefined && signer === owner && (news.kind !== 'alive' || news.card.id === owner)
    );
  }
}

/** Whether whoever is named as its accuser said so; of those that `SimKey` signed. */
export function isMeant(accusation: Accusation): boolean {
  return meant.has(accusation);
}

/** @returns nobody where anything was changed afterwards */
function signerOf(news: News): string | undefined {
  const signed = signatures.get(news.signature);
  if (signed === undefined) return undefined;
  const said = saidBy(news);
  if (signed.genuine === said) return signed.signer;
  if (signed.text !== textOf(news)) return undefined;
  signed.genuine = said;
  return signed.signer;
}

function saidBy(news: News): object {
  if (news.kind === 'alive') return news.card;
  if (news.kind === 'accused') return news.accusation;
  return news.kind === 'event' ? news.event : news;
}

function textOf(news: Unsigned<News>): string {
  switch (news.kind) {
    case 'alive':
      return JSON.stringify(news.card);
    case 'left':
      return JSON.stringify([news.id, news.incarnation, news.by]);
    case 'accused':
      return JSON.stringify(news.accusation);
    case 'event':
      return JSON.stringify(news.event);
  }
}
