// What one person alone is told: why nothing changed, who is on, what /bastion can do.
import type { Refusal } from '../session/decide.ts';
import { unknownMember } from '../session/unknown-member.ts';
import type { Presence, PresentSession } from '../workflow/who.ts';
import { asker, kindInWords, type Message, textOf } from './look.ts';
import { mrkdwn, type Part, richText, smallPrint, typed } from './parts.ts';
import { fitting, ROOM } from './room.ts';
import type { Text } from './text.en.ts';
import { type Reading, shownTime } from './time.ts';

export function say(...lines: readonly (readonly Part[])[]): Message {
  return { text: lines.map(mrkdwn).join('\n'), blocks: [richText(...lines)] };
}

export function renderRefusal(refusal: Refusal, reading: Reading): Message {
  return say(refusalParts(refusal, reading));
}

function refusalParts(refusal: Refusal, reading: Reading): Part[] {
  const text = textOf(reading);
  const words = text.refusal;
  switch (refusal.reason) {
    case 'unknown-session':
      return [words.unknownSession];
    case 'denied-attempt':
      return [words.deniedAttempt];
    case 'wrong-message':
      return [words.wrongMessage];
    case 'old-digest':
      return [words.oldDigest];
    case 'notice-unrecorded':
      return [words.noticeUnrecorded];
    case 'not-an-approver':
      return [words.notAnApprover];
    case 'approvers-unknown':
      return [words.approversUnknown];
    case 'own-session':
      return [words.ownSession];
    case 'not-allowed-to-terminate':
      return [words.notAllowedToTerminate];
    case 'already-acknowledged': {
      const at = shownTime(refusal.at, reading);
      return refusal.yours ? words.youAlready(at) : words.somebodyAlready({ user: refusal.by }, at);
    }
    case 'already-terminating':
      return words.alreadyTerminating(asker(refusal.by, text), shownTime(refusal.at, reading));
    case 'already-ended':
      return [words.alreadyEnded(shownTime(refusal.at, reading))];
    case 'lapsed':
      return [words.lapsed(shownTime(refusal.at, reading))];
    default:
      throw unknownMember('the refusal', refusal);
  }
}

/** A person reads fewer lines than a message holds. */
const MOST_LISTED = 15;

/** @param room characters of blocks */
export function renderWho(presence: Presence, reading: Reading, room = ROOM): Message {
  const text = textOf(reading);
  const { who } = text;
  const { sessions } = presence;
  const title = sessions.length === 0 ? who.none : who.title(sessions.length);
  const rows = fitting(
    sessions.slice(0, MOST_LISTED).map((session) => present(session, text, reading)),
    room,
    (row) => richText(row),
  );
  const left = sessions.length - rows.length;
  const message = say([{ bold: title }], ...rows, ...(left > 0 ? [[who.more(left)]] : []));
  return { text: message.text, blocks: [...message.blocks, ...smallPrint(sourceOf(presence, reading))] };
}

function sourceOf({ source, at }: Presence, reading: Reading): string {
  const { who } = textOf(reading);
  if (at === undefined) return who.neverAsked;
  return (source === 'ssm' ? who.live : who.stored)(shownTime(at, reading));
}

function present(session: PresentSession, text: Text, reading: Reading): Part[] {
  const { who } = text;
  const { operator, target, kind, startedAt, acknowledged, termination } = session;
  const states: Part[][] = [acknowledged ? who.acknowledgedBy({ user: acknowledged.by }) : [who.unacknowledged]];
  if (termination && !termination.failed) states.push([who.terminating]);
  const since = shownTime(startedAt, reading);
  return who.session(typed(operator.name, 64), typed(target.name, 64), kindInWords(kind, text, 64), since, states);
}

export function renderHelp(reading: Reading): Message {
  const { help } = textOf(reading);
  return say(
    [{ bold: help.title }],
    ...help.lines.map(([command, meaning]): Part[] => [{ code: command }, ` ${meaning}`]),
    [help.session],
    [help.buttons],
  );
}
