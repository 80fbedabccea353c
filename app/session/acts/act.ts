// An act of a person on a session: who acts, from which message, with which words, and why it may be refused.
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { EventData, Via } from '../event.ts';
import type { Outline, Session } from '../session.ts';

/** The person who acts in Slack. */
export interface Actor {
  readonly userId: string;
  /** 'unknown' when the group of approvers cannot be read */
  readonly approver: 'yes' | 'no' | 'unknown';
  /** The message that was pressed, or one of this program's own making, recognised by its token */
  readonly from: MessageRef | 'private-card' | 'digest' | 'home';
}

/** A notice, and what of it was used. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
  /** A reaction to the notice, or a button below it in its thread; undefined for the notice's own */
  readonly via?: 'reaction' | 'follow-up' | undefined;
}

/** The reason why nothing changes. Slack explains each one to the person who asked (app/slack). */
export type Refusal =
  | { readonly reason: PlainReason }
  | { readonly reason: 'already-acknowledged'; readonly by: string; readonly at: string; readonly yours: boolean }
  | { readonly reason: 'already-terminating' | 'termination-requested'; readonly by: string; readonly at: string }
  | { readonly reason: 'already-ended' | 'session-over' | 'reason-too-late' | 'lapsed'; readonly at: string }
  | { readonly reason: 'already-vouched' | 'already-reasoned'; readonly at: string }
  | { readonly reason: 'not-acknowledger'; readonly by: string; readonly at: string };

export type PlainReason =
  | 'unknown-session'
  | 'denied-attempt'
  | 'wrong-message'
  | 'old-digest'
  | 'notice-unrecorded'
  | 'not-an-approver'
  | 'approvers-unknown'
  | 'own-session'
  | 'not-allowed-to-terminate'
  | 'not-the-operator'
  | 'nothing-to-withdraw'
  | 'note-required'
  | 'words-too-long'
  | 'record-full';

export type Refused = { readonly refusal: Refusal };
/** The event to append (undefined when there is nothing new), or a refusal. */
export type ActDecision = { readonly event: EventData | undefined } | Refused;

/** Code points of a note or a reason, which is also the most that Slack's input takes. */
export const MAX_NOTE_CHARACTERS = 500;
export const MAX_TICKET_CHARACTERS = 100;

export function refuse(reason: PlainReason): Refused {
  return { refusal: { reason } };
}

export function viaOf({ from }: Actor): Via {
  return typeof from === 'string' ? from : (from.via ?? 'notice');
}

export function refuseOtherMessage(session: Outline, { from }: Actor): Refused | undefined {
  if (typeof from === 'string') return undefined;
  if (session.noticed === undefined) return refuse('notice-unrecorded');
  const same = session.noticed.channel === from.channel && session.noticed.ts === from.ts;
  return same ? undefined : refuse('wrong-message');
}

/** @returns why the typed words cannot be kept; undefined for words that can, and for none */
export function refuseWords(
  { events }: Session,
  words: string | undefined,
  most = MAX_NOTE_CHARACTERS,
): Refused | undefined {
  if (words === undefined) return undefined;
  if (words.trim() === '') return refuse('note-required');
  if ([...words].length > most) return refuse('words-too-long');
  return isRoomy(events) ? undefined : refuse('record-full');
}

/**
 * Bytes of events beyond which only what needs no words is added: an item stays under 64 KB, and two months of
 * postponements take half of it.
 */
const MAX_WORDY_BYTES = 20 * 1024;

/** True while people can still add words, and change their minds. */
export function isRoomy(events: Session['events']): boolean {
  return utf8ToBytes(JSON.stringify(events)).length <= MAX_WORDY_BYTES;
}
