import type { MemberChange } from '@/common/domain/member';
import type { Output, Paint } from './output';

const WORDS: Record<MemberChange['change'], readonly [Paint | null, string]> = {
  joined: ['green', '+ joined'],
  suspected: ['yellow', '◆ suspected'],
  refuted: ['green', '● alive, as it proved'],
  died: ['red', '▲ dead'],
  returned: ['green', '● returned'],
  left: ['dim', '○ left'],
  forgotten: ['dim', '- forgotten'],
  renamed: [null, 'renamed'],
  'zone-changed': [null, 'other zone'],
  'relay-changed': [null, 'relay'],
  'groups-changed': [null, 'groups'],
  twice: ['red', '▲ runs twice'],
};

/** What happened to a member, with a shape: colour is never the only sign. */
export function changeText(change: MemberChange['change'], out: Output): string {
  const [paint, words] = WORDS[change];
  return paint === null ? words : out.paint(paint, words);
}
