import { createCard } from '@/agent/gossip/card';
import type { AccusedNews, CardNews } from '@/agent/gossip/news';
import type { Accusation, MemberCard } from '@/common/domain/member';
import { factsOf } from './small-zone';
import { memberId, TestKeys } from './test-keys';

/** What a member of this name says of itself. */
export function cardNews(name: string, card: Partial<MemberCard> = {}): CardNews {
  const keys = new TestKeys(name);
  const facts = factsOf(name, `10.0.0.${name}:6768`);
  const said = { ...createCard(facts, keys.id, 0, 1_000), ...card };
  const unsigned = { kind: 'alive', card: said, lineage: keys.lineage } as const;
  return { ...unsigned, signature: keys.sign(unsigned) };
}

export function accusedNews(
  accuser: string,
  subject: string,
  failure: Accusation['failure'] = 'no-answer',
  incarnation = 0,
): AccusedNews {
  const accusation = {
    subject: memberId(subject),
    incarnation,
    accuser: memberId(accuser),
    atMs: 0,
    failure,
    helpers: [],
  };
  const unsigned = { kind: 'accused', accusation } as const;
  return { ...unsigned, signature: new TestKeys(accuser).sign(unsigned) };
}
