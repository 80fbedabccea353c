// The page's own words in the language that it was started in.
import type { Snapshot } from '../snapshot.ts';
import { en, type Words } from './words.en.ts';
import { ja } from './words.ja.ts';

export type { Words };

export function wordsOf(locale: Snapshot['locale']): Words {
  return locale === 'ja' ? ja : en;
}
