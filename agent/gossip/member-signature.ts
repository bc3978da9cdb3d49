import { createHash } from 'node:crypto';
import { isSignedBy, type Signer } from '@/common/node/ed25519';
import { type TranscriptContext, transcript } from '@/common/protocol/transcript';
import { type Claim, claimBytes, signedBytes } from './codec/news-codec';
import { isEndorsed, memberIdOf, newestKeyOf } from './key-lineage';
import type { KeyLineage, News, Signature } from './message';

/** A claim, as the protocol has it before it is signed. */
type Unsigned<Told> = Told extends { readonly signature: Signature }
  ? Omit<Told, 'signature'>
  : never;

export interface SigningKey {
  readonly signer: Signer;
  /** Ends with the key of `signer`. */
  readonly lineage: KeyLineage;
}

/** Verifications that are remembered, a check each: about 100 bytes. */
const REMEMBERED_MAX = 8_192;

/**
 * This member's key, and the judge of what others have signed. A signature costs a tenth of a
 * millisecond to check, and each piece of news arrives many times: so what was found right is
 * remembered by its hash.
 */
export class MemberSignatures {
  #key: SigningKey;
  readonly #masterKey: () => Uint8Array | undefined;
  /** Hashes of what was found right, oldest first. */
  readonly #right = new Set<string>();

  /** @param masterKey raw Ed25519 of whoever may say of others that they left; none for nobody */
  constructor(key: SigningKey, masterKey: () => Uint8Array | undefined = () => undefined) {
    this.#key = key;
    this.#masterKey = masterKey;
  }

  get id(): string {
    return memberIdOf(this.#key.lineage);
  }

  get lineage(): KeyLineage {
    return this.#key.lineage;
  }

  /** The key was changed: from here on the next one signs. */
  adopt(key: SigningKey): void {
    this.#key = key;
  }

  /** Over what `news` says, by the newest key of the lineage. */
  sign(news: Unsigned<News>): Signature {
    return this.#key.signer.sign(transcriptOf(news, claimBytes(news)));
  }

  /**
   * @param lineage of whoever must have signed it: the card's own, the accuser's, the sender's; of
   *   the subject for a `left`, where one by the master key is judged by that
   */
  verify(news: News, lineage: KeyLineage): boolean {
    if (news.kind === 'left' && news.by === 'master') {
      const masterKey = this.#masterKey();
      return masterKey !== undefined && this.#isSigned(news, masterKey);
    }
    if (memberIdOf(lineage) !== signerIdOf(news)) return false;
    return this.#isLineage(lineage) && this.#isSigned(news, newestKeyOf(lineage));
  }

  #isSigned(news: News, publicKey: Uint8Array): boolean {
    const bytes = transcriptOf(news, signedBytes(news));
    const hash = hashOf('news', publicKey, bytes, news.signature);
    return this.#once(hash, () => isSignedBy(publicKey, bytes, news.signature));
  }

  #isLineage(lineage: KeyLineage): boolean {
    if (lineage.successions.length === 0) return true;
    const parts = lineage.successions.flatMap((one) => [one.publicKey, one.endorsement]);
    return this.#once(hashOf('lineage', lineage.firstKey, ...parts), () => isEndorsed(lineage));
  }

  #once(hash: string, isRight: () => boolean): boolean {
    if (this.#right.has(hash)) return true;
    if (!isRight()) return false;
    this.#right.add(hash);
    for (const oldest of this.#right) {
      if (this.#right.size <= REMEMBERED_MAX) break;
      this.#right.delete(oldest);
    }
    return true;
  }
}

/** A `left` that is signed with a zone's master key, which is kept off the nodes. */
export function signLeftByMaster(id: string, incarnation: number, master: Signer): News {
  const claim = { kind: 'left', id, incarnation, by: 'master' } as const;
  return { ...claim, signature: master.sign(transcriptOf(claim, claimBytes(claim))) };
}

function signerIdOf(news: News): string {
  switch (news.kind) {
    case 'alive':
      return news.card.id;
    case 'left':
      return news.id;
    case 'accused':
      return news.accusation.accuser;
    case 'event':
      return news.event.from;
  }
}

const CONTEXTS = {
  alive: 'opsbro gossip-card v1',
  accused: 'opsbro gossip-accusation v1',
  event: 'opsbro gossip-event v1',
} as const satisfies Partial<Record<News['kind'], TranscriptContext>>;

function transcriptOf(claim: Claim, bytes: Uint8Array): Uint8Array {
  if (claim.kind !== 'left') return transcript(CONTEXTS[claim.kind], [bytes]);
  const isMaster = claim.by === 'master';
  return transcript(isMaster ? 'opsbro gossip-left-by-master v1' : 'opsbro gossip-left v1', [
    bytes,
  ]);
}

/** @param parts all but one of a length that their number tells */
function hashOf(what: 'news' | 'lineage', ...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(what);
  for (const part of parts) hash.update(part);
  return hash.digest('base64');
}
