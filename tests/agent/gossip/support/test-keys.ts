import { createHash } from 'node:crypto';
import type { MemberKeys, Unsigned } from '@/agent/gossip/gossip-deps';
import type { KeyLineage, News, Signature } from '@/agent/gossip/message';

/** Signs by hash instead of Ed25519: of the same rules, and the same bytes for the same words. */
export class TestKeys implements MemberKeys {
  readonly id: string;
  readonly lineage: KeyLineage;

  /** @param name a word; the id is made of it */
  constructor(name: string) {
    this.id = memberId(name);
    this.lineage = { firstKey: Buffer.from(this.id), successions: [] };
  }

  sign(news: Unsigned<News>): Signature {
    return signed(news, this.id);
  }

  verify(news: News, lineage: KeyLineage): boolean {
    const isMaster = news.kind === 'left' && news.by === 'master';
    const signer = isMaster ? 'master' : Buffer.from(lineage.firstKey).toString();
    return Buffer.compare(news.signature, signed(news, signer)) === 0;
  }
}

/** `web` → `webaaaaaaaaaaaaaaaaaaaaaaa`. */
export function memberId(name: string): string {
  return name.replaceAll(/[^a-z2-7]/g, '').padEnd(26, 'a');
}

/** As the zone's master key would. */
export function signedByMaster(id: string, incarnation: number): News {
  const news = { kind: 'left', id, incarnation, by: 'master' } as const;
  return { ...news, signature: signed(news, 'master') };
}

function signed(news: Unsigned<News>, signer: string): Signature {
  const { signature: _, lineage: __, ...said } = news as Record<string, unknown>;
  return createHash('sha512')
    .update(`${signer} ${JSON.stringify(said)}`)
    .digest();
}
