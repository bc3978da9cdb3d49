import type { News, Standing } from './message';

export type CardNews = Extract<News, { readonly kind: 'alive' }>;
export type LeftNews = Extract<News, { readonly kind: 'left' }>;
export type AccusedNews = Extract<News, { readonly kind: 'accused' }>;
export type EventNews = Extract<News, { readonly kind: 'event' }>;

/** What a piece of news is about: a later one of the same key takes its place. */
export function newsKey(news: News): string {
  switch (news.kind) {
    case 'alive':
      return news.card.id;
    case 'left':
      return news.id;
    case 'accused':
      return accusedKey(news.accusation.subject, news.accusation.accuser);
    case 'event':
      return `${news.event.from} ${news.event.id}`;
  }
}

export function accusedKey(subject: string, accuser: string): string {
  return `${subject}<${accuser}`;
}

/**
 * Which of two cards of one member counts: the one under more keys (a stolen key that was replaced
 * speaks no more), then the higher incarnation, then the later run. 0 for the same.
 */
export function compareCards(a: CardNews, b: CardNews): number {
  return (
    a.lineage.successions.length - b.lineage.successions.length ||
    a.card.incarnation - b.card.incarnation ||
    a.card.bootEpochMs - b.card.bootEpochMs
  );
}

export function isPresent(state: Standing['state']): boolean {
  return state === 'alive' || state === 'suspect';
}
