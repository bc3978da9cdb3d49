/** What only a shell would understand. */
const SHELL_ONLY = /[|&;<>()`]/;

/**
 * Splits a command line into its words as a shell would: blanks between, quotes around, `\` before
 * what shall stand for itself. Nothing in a word is ever looked at again by anybody.
 * @returns what is wrong, in a phrase, for a text that wants a shell
 */
export function splitWords(text: string): string[] | string {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; ) {
    const piece = pieceAt(text, at);
    if ('problem' in piece) return piece.problem;
    at = piece.end;
    if (piece.text !== undefined) word = (word ?? '') + piece.text;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return words.length === 0 ? 'it names no program' : words;
}

type Piece =
  | { readonly end: number /** Absent for a blank. */; readonly text?: string }
  | { readonly problem: string };

function pieceAt(text: string, at: number): Piece {
  const character = text[at] ?? '';
  if (/\s/.test(character)) return { end: at + 1 };
  if (character === '$') return macroAt(text, at);
  if (character === '\\') return { end: at + 2, text: text[at + 1] ?? '' };
  if (character === "'" || character === '"') return quotedAt(text, at, character);
  if (!SHELL_ONLY.test(character)) return { end: at + 1, text: character };
  return {
    problem: `an unquoted ${character} needs a shell, and none is used; put the command into a script of its own`,
  };
}

/** A macro is part of a word, with the blanks and the `|` in it. */
function macroAt(text: string, at: number): Piece {
  const [macro = '$'] = /^\$[A-Za-z_][\w.]*\s*(?:\|[^$]*)?\$/.exec(text.slice(at)) ?? [];
  if (macro === '$' && text[at + 1] === '(') {
    return {
      problem: 'a $( needs a shell, and none is used; put the command into a script of its own',
    };
  }
  return { end: at + macro.length, text: macro };
}

function quotedAt(text: string, at: number, quote: string): Piece {
  let inner = '';
  for (let next = at + 1; next < text.length; next++) {
    const character = text[next] ?? '';
    if (character === quote) return { end: next + 1, text: inner };
    const follows = text[next + 1] ?? '';
    if (quote === '"' && character === '\\' && (follows === '"' || follows === '\\')) {
      inner += follows;
      next += 1;
    } else inner += character;
  }
  return { problem: `a ${quote} at character ${at + 1} is never closed` };
}

const MACRO = /\$([A-Za-z_][\w.]*)\s*(?:\|([^$]*))?\$/g;

/**
 * One word with its macros filled in: `$a.b | default$`. What they come to stays one word, whatever
 * is in it.
 * @returns the name of a macro that has neither value nor default as `missing`
 */
export function fillMacros(
  word: string,
  macroValue: (name: string) => string | undefined,
): { readonly text: string } | { readonly missing: string } {
  let missing: string | undefined;
  const text = word.replace(MACRO, (_macro, name: string, otherwise: string | undefined) => {
    const value = macroValue(name) ?? otherwise?.trim();
    if (value === undefined) missing ??= name;
    return value ?? '';
  });
  return missing === undefined ? { text } : { missing };
}
