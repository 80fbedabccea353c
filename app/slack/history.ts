// What was on the bastions in the last days, as rows, newest first.
import type { Session } from '../session/session.ts';
import { type History, MOST_HISTORY_DAYS } from '../workflow/history.ts';
import { say } from './answers.ts';
import { kindInWords, type Look, type Message, textOf } from './look.ts';
import { mrkdwn, type Part, richText, smallPrint, typed } from './parts.ts';
import { fitting, ROOM } from './room.ts';
import { shownTime } from './time.ts';

const MOST_LISTED = 20;

/** @param asked how many days were asked for */
export function renderHistory({ all, days, sessions, more }: History, asked: number, look: Look): Message {
  const { audit, pending } = textOf(look);
  const words = audit.history;
  const title = sessions.length === 0 ? words.none(days) : words.title(sessions.length, days);
  const rows = sessions.slice(0, MOST_LISTED).map((session) => {
    const line = lineOf(session, look);
    return { line, blocks: [richText(line)] };
  });
  const kept = fitting(rows, ROOM, ({ blocks }) => blocks);
  const left = sessions.length - kept.length;
  const notes = [
    left > 0 && words.more(left),
    more && words.partly,
    asked > days && words.most(MOST_HISTORY_DAYS),
    !all && pending.ownOnly,
  ].filter((note) => note !== false);
  const message = say([{ bold: title }]);
  return {
    text: [message.text, ...kept.map(({ line }) => mrkdwn(line)), ...notes.map((note) => mrkdwn([note]))].join('\n'),
    blocks: [...message.blocks, ...kept.flatMap(({ blocks }) => blocks), ...notes.flatMap((note) => smallPrint(note))],
  };
}

function lineOf(session: Session, look: Look): Part[] {
  const text = textOf(look);
  const { operator, target, kind, startedAt, ended } = session;
  const words = text.audit.history;
  const times = `${shownTime(startedAt, look)} – ${ended ? shownTime(ended.at, look) : words.live}`;
  const [who, where] = [typed(operator.name, 64), typed(target.name, 64)];
  return words.session(who, where, kindInWords(kind, text, 64), times, statesOf(session, look));
}

function statesOf({ acknowledged, lapsedAt, ended }: Session, look: Look): Part[][] {
  const words = textOf(look).audit.history;
  const cut = ended?.how.cause === 'cut' ? [[words.cut]] : [];
  if (acknowledged) return [...cut, words.acknowledgedBy({ user: acknowledged.by }, shownTime(acknowledged.at, look))];
  return [...cut, [lapsedAt ? words.lapsed : words.waiting]];
}
