// Texts of the page, by language.
import type { Locale } from '../../../app/lib/locale.ts';
import { en, type Words } from './words.en.ts';
import { ja } from './words.ja.ts';

export type { Words };

const WORDS: Readonly<Record<Locale, Words>> = { en, ja };

export function getWords(locale: Locale): Words {
  return WORDS[locale];
}
