// The settings that messages need: language, times, deadlines and people to mention.
import type { KnownBlock } from '@slack/types';
import type { Locale } from '../../lib/locale.ts';
import type { Deadlines } from '../../session/approval.ts';
import { en, type Text } from './en/texts.ts';
import type { LocaleOptions } from './format-time.ts';
import { ja } from './ja/texts.ts';
import type { TimeOptions } from './reader-time.ts';
import { createSmallPrint, type TextPart } from './rich-text.ts';

export interface MessageOptions extends TimeOptions {
  readonly deadlines: Deadlines;
  /** People whom a new notice mentions; empty for nobody */
  readonly mention: Mentions;
  /** People whom a reminder mentions, whatever `mention` says */
  readonly approvers: Mentions;
  /** True if a missed deadline is posted to the on-call channel */
  readonly escalates: boolean;
  /** Marks every message as part of a trial */
  readonly trial: boolean;
  /** Address of a session's command log, with "{session}" in the place of its id; undefined without one */
  readonly sessionLogUrl?: string | undefined;
  /** e.g. "https://example.slack.com/"; undefined for messages without links to notices */
  readonly workspaceUrl?: string | undefined;
}

export interface Mentions {
  readonly users: readonly string[];
  readonly group?: string | undefined;
}

/** The blocks of a message, and the text of its notification. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

const TEXTS: Readonly<Record<Locale, Text>> = { en, ja };

export function selectTexts({ locale }: LocaleOptions): Text {
  return TEXTS[locale];
}

/** @returns the group, or the first five users: enough to reach somebody */
export function createMention({ users, group }: Mentions): TextPart[] {
  return group ? [{ group }] : users.slice(0, 5).map((user) => ({ user }));
}

/** @param by a Slack user id, or "app" @returns a mention of the person, or the name of this app */
export function createRequester(by: string, text: Text): TextPart {
  return by === 'app' ? text.app : { user: by };
}

/** @returns the message with a note that nothing in it is real */
export function markTrial({ text, blocks }: Message, messageOptions: MessageOptions): Message {
  const { trial, trialNote } = selectTexts(messageOptions);
  return { text: `${trial} ${text}`, blocks: [...createSmallPrint(`${trial} ${trialNote}`), ...blocks] };
}

/** @returns the message with a note that it may be there already */
export function markRepeated({ text, blocks }: Message, messageOptions: MessageOptions): Message {
  const { repeated, repeatedNote } = selectTexts(messageOptions);
  return { text: `${repeated} ${text}`, blocks: [...createSmallPrint(`${repeated} ${repeatedNote}`), ...blocks] };
}
