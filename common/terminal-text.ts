/** Whatever moves a terminal's cursor or makes it act, and what turns the direction of text. */
const UNPRINTABLE = /\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** The colours that our own commands use. */
const COLOUR = /^.\[(0|1|2|3[1236])m/s;

/**
 * Text for a terminal, in which nothing of what a machine said is obeyed by it: control characters
 * are shown as their pictures. Lines, tabs and the colours of our own stay.
 */
export function terminalText(text: string): string {
  return text.replace(UNPRINTABLE, (character, at: number) => {
    const isOurs = character === '\n' || character === '\t' || COLOUR.test(text.slice(at, at + 5));
    return isOurs ? character : picture(character);
  });
}

/** One cell of a table: it cannot go on in the next line, and so not look like another row. */
export function terminalCell(text: string): string {
  return terminalText(text).replaceAll('\n', picture('\n')).replaceAll('\t', ' ');
}

/** Indented JSON; what JSON lets through and a terminal would obey is escaped. */
export function terminalJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNPRINTABLE, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}
