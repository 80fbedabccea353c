// What waits for an acknowledgement, as rows: each that the reader may acknowledge with its button.
import type { KnownBlock } from '@slack/types';
import { lapseAt } from '../session/policy.ts';
import { isBeingTerminated, type Session } from '../session/session.ts';
import type { Pending } from '../workflow/pending.ts';
import { say } from './answers.ts';
import { kindInWords, type Look, type Message, textOf } from './look.ts';
import { mrkdwn, type Part, richText, smallPrint, typed } from './parts.ts';
import { type Reader, refusalOf } from './private-card.ts';
import { fitting, ROOM } from './room.ts';
import { acknowledgeButton, actions } from './session-buttons.ts';
import { deadlineOf } from './session-story.ts';
import { shownTime } from './time.ts';

const MOST_LISTED = 10;

/** @param room characters of blocks */
export function renderPending(pending: Pending, reader: Omit<Reader, 'approver'>, look: Look, room = ROOM): Message {
  const text = textOf(look);
  const { sessions, all } = pending;
  const someone: Reader = { ...reader, approver: pending.approver };
  const title = sessions.length === 0 ? text.pending.none : text.pending.title(sessions.length);
  const message = listed(say([{ bold: title }]), sessions, look, room, (session) => {
    const mayPress = refusalOf(session, 'acknowledge', someone) === undefined;
    return mayPress ? actions([acknowledgeButton(session, text)], reader.seal.blockId(reader.userId, session.id)) : [];
  });
  if (all) return message;
  const why = pending.approver === 'unknown' ? text.refusal.approversUnknown : text.pending.ownOnly;
  return { ...message, blocks: [...message.blocks, ...smallPrint(why)] };
}

/** Sessions of which one is meant, with the ids by which it can be named. */
export function renderSeveral(sessions: readonly Session[], meant: string, look: Look): Message {
  const title = say(textOf(look).command.several(sessions.length, typed(meant, 64)));
  return listed(title, sessions, look, ROOM, () => []);
}

function listed(
  title: Message,
  sessions: readonly Session[],
  look: Look,
  room: number,
  below: (session: Session) => KnownBlock[],
): Message {
  const rows = sessions.slice(0, MOST_LISTED).map((session) => {
    const lines = linesOf(session, look);
    return { lines, blocks: [richText(...lines), ...below(session)] };
  });
  const kept = fitting(rows, room, ({ blocks }) => blocks);
  const left = sessions.length - kept.length;
  const more = left > 0 ? [[textOf(look).pending.more(left)]] : [];
  return {
    text: [title.text, ...[...kept.flatMap(({ lines }) => lines), ...more].map(mrkdwn)].join('\n'),
    blocks: [...title.blocks, ...kept.flatMap(({ blocks }) => blocks), ...more.map((line) => richText(line))],
  };
}

function linesOf(session: Session, look: Look): Part[][] {
  const text = textOf(look);
  const { operator, target, kind, startedAt, id } = session;
  const [who, where] = [typed(operator.name, 64), typed(target.name, 64)];
  const since = shownTime(startedAt, look);
  return [
    text.pending.session(who, where, kindInWords(kind, text, 64), since, statesOf(session, look)),
    [{ code: typed(id, 200) }],
  ];
}

function statesOf(session: Session, look: Look): string[] {
  const { pending } = textOf(look);
  const { ended, noticed, lapsedAt } = session;
  if (ended) {
    const over = (ended.status === 'Unknown' ? pending.gone : pending.ended)(shownTime(ended.at, look));
    const lapse = lapsedAt ? undefined : lapseAt(session, look.deadlines);
    return lapse === undefined ? [over] : [over, pending.lapses(shownTime(lapse, look))];
  }
  if (isBeingTerminated(session)) return [pending.live, pending.terminating];
  if (!noticed) return [pending.live, pending.unannounced];
  const deadline = deadlineOf(session, look, pending);
  return deadline === undefined ? [pending.live] : [pending.live, deadline];
}
