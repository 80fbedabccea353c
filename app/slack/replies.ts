// What is said in a notice's thread: only what concerns a termination, once each.
import type { Event } from '../session/event.ts';
import type { Session } from '../session/session.ts';
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

function replyTo(session: Session, event: Event, look: Look): Part[] {
  const { reply } = textOf(look);
  const { slackUser, name } = session.operator;
  const operator: Part = slackUser ? { user: slackUser } : { bold: typed(name, 200) };
  const target = typed(session.target.name, 200);
  const who: Part = { user: session.termination?.by ?? event.by };
  switch (event.type) {
    case 'terminationRequested':
      return reply.requested({ user: event.by }, operator, target);
    case 'terminationFailed':
      return reply.stillConnected(who, operator, target, event.tries);
    case 'ended': {
      const at = shownTime(event.endedAt, look);
      return event.how.cause === 'cut'
        ? reply.cut(who, operator, target, at)
        : reply.alreadyOver(who, operator, target, at);
    }
    default:
      throw new Error(`${event.type} wants no reply: wantsReply and renderReply disagree`);
  }
}
