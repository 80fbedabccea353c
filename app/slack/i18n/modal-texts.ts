// The texts of modals, apart from those that a click loads.
import type { Locale } from '../../lib/locale.ts';
import { modals as en } from './en/modals.ts';
import type { LocaleOptions } from './format-time.ts';
import { modals as ja } from './ja/modals.ts';

export type ModalTexts = typeof en;

const TEXTS: Readonly<Record<Locale, ModalTexts>> = { en, ja };

export function selectModalTexts({ locale }: LocaleOptions): ModalTexts {
  return TEXTS[locale];
}
