// The list of commands, for people who ask for it or mistype one.

import type { Locale } from '../../lib/locale.ts';
import { help as en } from '../i18n/en/help.ts';
import type { LocaleOptions } from '../i18n/format-time.ts';
import { help as ja } from '../i18n/ja/help.ts';
import type { Message } from '../i18n/message-options.ts';
import { sanitize, type TextPart } from '../i18n/rich-text.ts';
import { joinMessages, renderSentence } from './answers.ts';

const TEXTS: Readonly<Record<Locale, typeof en>> = { en, ja };

export function renderHelp({ locale }: LocaleOptions): Message {
  const help = TEXTS[locale];
  return renderSentence(
    [{ bold: help.title }],
    ...Object.values(help.lines).map(([command, meaning]): TextPart[] => [{ code: command }, ` ${meaning}`]),
    [help.session],
    [help.buttons],
  );
}

/** @param meant the command that was perhaps meant, e.g. "terminate" */
export function renderUnknown(word: string, meant: string | undefined, reading: LocaleOptions): Message {
  const help = TEXTS[reading.locale];
  const lines = [
    help.unknown(sanitize(word, 64)),
    ...(meant === undefined ? [] : [help.suggestion(`/bastion ${meant}`)]),
  ];
  return joinMessages(renderSentence(...lines), renderHelp(reading));
}
