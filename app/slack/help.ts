// The commands, for a person who asks or types a word that is none of them.
import { joinMessages, say } from './answers.ts';
import { type Message, textOf } from './look.ts';
import { type Part, typed } from './parts.ts';
import type { Reading } from './time.ts';

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
