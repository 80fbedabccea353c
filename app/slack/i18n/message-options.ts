// How a team's messages look: its language, its times, and whom they call.
import type { KnownBlock } from '@slack/types';
import type { Locale } from '../../lib/locale.ts';
import { createUnknownMemberError } from '../../lib/unknown-member.ts';
import type { Deadlines } from '../../session/approval.ts';
import type { Kind } from '../../session/kind.ts';
import { en, type Text } from './en/texts.ts';
import type { LocaleOptions } from './format-time.ts';
import { ja } from './ja/texts.ts';
import type { TimeOptions } from './reader-time.ts';
import { sanitize, smallPrint, type TextPart } from './rich-text.ts';

export interface MessageOptions extends TimeOptions {
  readonly deadlines: Deadlines;
  /** Whom the first look of a notice calls; empty for nobody */
  readonly mention: Mentions;
  /** Whom a reminder calls, whatever `mention` says */
  readonly approvers: Mentions;
  /** Whether what nobody answered is told in a channel of its own */
  readonly escalates: boolean;
  /** Marks every notice as no real one. */
  readonly trial: boolean;
}

export interface Mentions {
  readonly users: readonly string[];
  readonly group?: string | undefined;
}

/** What a message shows: the blocks, and the line that a phone shows instead. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

const TEXTS: Readonly<Record<Locale, Text>> = { en, ja };

export function textsOf({ locale }: LocaleOptions): Text {
  return TEXTS[locale];
}

/** A group stands for all its members; of single users a few are enough to wake somebody. */
export function mention({ users, group }: Mentions): TextPart[] {
  return group ? [{ group }] : users.slice(0, 5).map((user) => ({ user }));
}

/** Whoever asked for something: a person, or this program itself. @param by a Slack user id, or "app" */
export function requester(by: string, text: Text): TextPart {
  return by === 'app' ? text.app : { user: by };
}

/** Says of a message that nothing in it is real. */
export function markTrial({ text, blocks }: Message, messageOptions: MessageOptions): Message {
  const { trial, trialNote } = textsOf(messageOptions);
  return { text: `${trial} ${text}`, blocks: [...smallPrint(`${trial} ${trialNote}`), ...blocks] };
}

/** @param most UTF-16 units of what somebody typed in it: a host, a command, the name of a document */
export function kindText(kind: Kind, text: Text, most: number): string {
  return text.kind(safeKind(kind, most));
}

/** The one place in which the texts of a kind are made safe to be shown. */
function safeKind(kind: Kind, most: number): Kind {
  switch (kind.type) {
    case 'remote-desktop':
    case 'port-forward':
      return kind.host === undefined ? kind : { ...kind, host: sanitize(kind.host, most) };
    case 'database': {
      const { engine, host } = kind;
      return { ...kind, engine: sanitize(engine, most), host: host === undefined ? undefined : sanitize(host, most) };
    }
    case 'command':
      return kind.command === undefined ? kind : { ...kind, command: sanitize(kind.command, most) };
    case 'custom':
      return { ...kind, document: sanitize(kind.document, most) };
    case 'shell':
    case 'ssh':
    case 'unknown':
      return kind;
    default:
      throw createUnknownMemberError('the kind', kind);
  }
}
