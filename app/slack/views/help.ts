// The commands, for a person who asks or types a word that is none of them.

import type { Reading } from '../i18n/format-time.ts';
import { type Message, textOf } from '../i18n/message-options.ts';
import { type Part, typed } from '../i18n/rich-text.ts';
import { joinMessages, say } from './answers.ts';

export function renderHelp(reading: Reading): Message {
  const { help } = textOf(reading);
  return say(
    [{ bold: help.title }],
    ...help.lines.map(([command, meaning]): Part[] => [{ code: command }, ` ${meaning}`]),
    [help.session],
    [help.buttons],
  );
}

/** @param meant the command that was perhaps meant, e.g. "terminate" */
export function renderUnknown(word: string, meant: string | undefined, reading: Reading): Message {
  const { help } = textOf(reading);
  const lines = [help.unknown(typed(word, 64)), ...(meant === undefined ? [] : [help.suggestion(`/bastion ${meant}`)])];
  return joinMessages(say(...lines), renderHelp(reading));
}
