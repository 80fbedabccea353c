// What is said in a notice's thread: only what concerns a termination, once each.
import type { Event } from '../session/event.ts';
import { type Session, wasOverBefore } from '../session/session.ts';
import { type Look, type Message, textOf } from './look.ts';
import { mrkdwn, type Part, richText, typed } from './parts.ts';
import { shownTime } from './time.ts';

export function wantsReply(session: Session, event: Event): boolean {
  if (event.type === 'ended') return session.termination !== undefined;
  return event.type === 'terminationRequested' || event.type === 'terminationFailed';
}

export function renderReply(session: Session, event: Event, look: Look): Message {
  const parts = replyTo(session, event, look);
  return { text: mrkdwn(parts), blocks: [richText(parts)] };
}

/** Whose request an event answers: people may ask again before the answer to the first is told. */
function requestBefore({ events }: Session, { seq, by, at }: Event): { by: string; at: string } {
  return events.findLast((event) => event.type === 'terminationRequested' && event.seq <= seq) ?? { by, at };
}

function replyTo(session: Session, event: Event, look: Look): Part[] {
  const { reply } = textOf(look);
  const { slackUser, name } = session.operator;
  const operator: Part = slackUser ? { user: slackUser } : { bold: typed(name, 200) };
  const target = typed(session.target.name, 200);
  const who: Part = { user: requestBefore(session, event).by };
  switch (event.type) {
    case 'terminationRequested':
      return reply.requested({ user: event.by }, operator, target);
    case 'terminationFailed':
      return reply.stillConnected(who, operator, target, event.tries);
    case 'ended': {
      const at = shownTime(event.endedAt, look);
      if (event.how.cause === 'cut') return reply.cut(who, operator, target, at);
      return wasOverBefore(event.endedAt, requestBefore(session, event).at)
        ? reply.alreadyOver(who, operator, target, at)
        : reply.overInTheEnd(who, operator, target, at);
    }
    default:
      throw new Error(`${event.type} wants no reply: wantsReply and renderReply disagree`);
  }
}
