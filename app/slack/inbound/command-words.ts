// The words of a command, as people type them: on a Japanese keyboard, with quotes that a phone made round, copied with marks.

export interface Word {
  readonly text: string;
  /** A word in quotes is a name, whatever it looks like. */
  readonly isQuoted: boolean;
}

/** Of a history where nobody says how many days. */
const USUAL_DAYS = 7;

/** No width, and no meaning to whoever types: a soft hyphen, marks of direction, what is copied from a message of ours. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]|\p{Bidi_Control}/gu;
/** A mention, a phrase in quotes, or what stands between spaces. */
const WORD = /(?:<[^<>\s][^<>]*>|["“”„«「『`]([^"“”„«»「」『』`]*)["“”»」』`])[.,;:!?。、]*(?=\s|$)|\S+/gu;
const QUOTES = /^[`'"“”„‘’‚«»「」『』]+|[`'"“”„‘’‚«»「」『』]+$/gu;
/** A full stop behind the last word; alone it is a word of its own. */
const PUNCTUATION = /(?<=.)[.,;:!?。、]+$/u;

export function readWords(text: string): Word[] {
  // Letters, digits and spaces of full width become plain ones.
  const plain = text.toWellFormed().normalize('NFKC').replace(INVISIBLE, '');
  return [...plain.matchAll(WORD)].flatMap(([raw, phrase]) => {
    const outer = raw.replace(PUNCTUATION, '');
    const word = (phrase ?? outer.replace(QUOTES, '')).trim();
    return word === '' ? [] : [{ text: word, isQuoted: word !== outer }];
  });
}

/** The words as one text again. */
export function joinWords(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(' ');
}

/**
 * @returns whose or of which target a history is asked for, and of how many days; undefined for what is neither. A number
 * counts as days only as a word of its own: it is never the end of a name.
 */
export function readHistoryWords(
  words: readonly Word[],
): { readonly about: string; readonly days: number } | undefined {
  const at = words.findLastIndex(({ text, isQuoted }) => !isQuoted && /^\d{1,9}$/.test(text));
  const days = Number(words[at]?.text ?? USUAL_DAYS);
  const [about, ...others] = words.filter((_, index) => index !== at);
  return others.length > 0 || days < 1 ? undefined : { about: about?.text ?? '', days };
}
