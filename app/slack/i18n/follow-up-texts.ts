// The texts of the follow-ups in the language of the team. They load late: a click sends none.
import type { Locale } from '../../lib/locale.ts';
import { followUps as en } from './en/follow-ups.ts';
import { operatorMessages as enToOperator } from './en/operator-messages.ts';
import type { LocaleOptions } from './format-time.ts';
import { followUps as ja } from './ja/follow-ups.ts';
import { operatorMessages as jaToOperator } from './ja/operator-messages.ts';

/** The texts that each language has. */
export type FollowUpTexts = typeof en & { readonly toOperator: typeof enToOperator };

const TEXTS: Readonly<Record<Locale, FollowUpTexts>> = {
  en: { ...en, toOperator: enToOperator },
  ja: { ...ja, toOperator: jaToOperator },
};

export function selectFollowUpTexts({ locale }: Pick<LocaleOptions, 'locale'>): FollowUpTexts {
  return TEXTS[locale];
}
