import { stripVTControlCharacters } from 'node:util';

/** Columns that a text takes on a terminal, without its colours. */
export function textWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** At most `widthMax` columns of a text; `…` stands for the rest. Colours end where the text does. */
export function cutText(text: string, widthMax: number): string {
  if (textWidth(text) <= widthMax) return text;
  const plain = [...stripVTControlCharacters(text)];
  return `${plain.slice(0, Math.max(0, widthMax - 1)).join('')}…`;
}
