// Splits a slash command into words, as people type them: full width, with curly quotes, copied with invisible marks.

export interface Word {
  readonly text: string;
  /** True for a word in quotes: it is a name even if it looks like a number */
  readonly isQuoted: boolean;
}

/** The days of a history if the command names none. */
const USUAL_DAYS = 7;

/** Characters without width or meaning: soft hyphens, marks of direction, and marks copied from one of the app's messages. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]|\p{Bidi_Control}/gu;
/** A mention, a phrase in quotes, or a word between spaces. */
const WORD = /(?:<[^<>\s][^<>]*>|["“”„«「『`]([^"“”„«»「」『』`]*)["“”»」』`])[.,;:!?。、]*(?=\s|$)|\S+/gu;
const QUOTES = /^[`'"“”„‘’‚«»「」『』]+|[`'"“”„‘’‚«»「」『』]+$/gu;
/** A full stop after the last word; a full stop alone is a word. */
const PUNCTUATION = /(?<=.)[.,;:!?。、]+$/u;

export function readWords(text: string): Word[] {
  // Full-width letters, digits and spaces become plain ones.
  const plain = text.toWellFormed().normalize('NFKC').replace(INVISIBLE, '');
  return [...plain.matchAll(WORD)].flatMap(([raw, phrase]) => {
    const outer = raw.replace(PUNCTUATION, '');
    const word = (phrase ?? outer.replace(QUOTES, '')).trim();
    return word === '' ? [] : [{ text: word, isQuoted: word !== outer }];
  });
}

/** @returns the words as one text */
export function joinWords(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(' ');
}

/**
 * @returns the operator or target and the days of a history; undefined if the words are neither. A number
 * means days only as a word of its own, never as the end of a name.
 */
export function readHistoryWords(
  words: readonly Word[],
): { readonly about: string; readonly days: number } | undefined {
  const at = words.findLastIndex(({ text, isQuoted }) => !isQuoted && /^\d{1,9}$/.test(text));
  const days = Number(words[at]?.text ?? USUAL_DAYS);
  const [about, ...others] = words.filter((_, index) => index !== at);
  return others.length > 0 || days < 1 ? undefined : { about: about?.text ?? '', days };
}
