// The lists and cards that /bastion shows one person, made anew at each command and press.
import type { Clock } from '../ports.ts';
import type { Actor } from '../session/decide.ts';
import type { Session } from '../session/session.ts';
import type { Workflow } from '../workflow.ts';
import { renderRefusal, say } from './answers.ts';
import { renderHistory } from './history.ts';
import type { Listing } from './listing.ts';
import { type Look, type Message, textOf } from './look.ts';
import { renderOverview } from './overview.ts';
import { typed } from './parts.ts';
import { renderNone, renderPending, renderSeveral } from './pending.ts';
import { type Reader, refusalOf, renderCard } from './private-card.ts';
import type { Seal } from './seal.ts';
import { renderWho } from './who.ts';

export interface PrivateAnswersOptions {
  readonly look: Look;
  readonly workflow: Pick<Workflow, 'who' | 'pending' | 'meantBy' | 'standing' | 'history'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly seal: Seal;
}

export interface PrivateAnswers {
  list(listing: Listing, userId: string): Promise<Message>;
  /** The list after a press in it; undefined where nothing is left to choose from. */
  again(listing: Listing, userId: string): Promise<Message | undefined>;
  /** @param session its id where only that is known. @returns undefined when there is no such session */
  card(session: Session | string, userId: string): Promise<Message | undefined>;
}

type Choice = Listing & { readonly list: 'acknowledge' | 'terminate' };

export function createPrivateAnswers({ look, workflow, clock, seal }: PrivateAnswersOptions): PrivateAnswers {
  const text = textOf(look);
  const readerOf = (userId: string) => ({ userId, now: clock.now(), seal });

  async function list(listing: Listing, userId: string): Promise<Message> {
    const reader = readerOf(userId);
    switch (listing.list) {
      case 'overview': {
        const [pending, presence] = await Promise.all([workflow.pending(userId), workflow.who()]);
        return renderOverview(pending, presence, reader, look, listing);
      }
      case 'pending':
        return renderPending(await workflow.pending(userId), reader, look, { listing });
      case 'who':
        return renderWho(await workflow.who(), reader, look, { listing });
      case 'history': {
        const { about, days } = listing;
        return renderHistory(await workflow.history({ userId, about, days }), listing, reader, look);
      }
      default:
        return choice({ ...listing, list: listing.list }, userId);
    }
  }

  async function choice(listing: Choice, userId: string): Promise<Message> {
    const { sessions, usable, reader } = await choiceOf(listing, userId);
    if (usable.length > 1) return renderSeveral(usable, listing, reader, look);
    const [session = undefined] = usable;
    return session === undefined ? nothing(listing, sessions, reader) : renderCard(session, reader, look);
  }

  /** Those that are meant and that the person may see, and those of them on which the person can do it. */
  async function choiceOf({ list: verb, about }: Choice, userId: string) {
    const [approver, found] = await Promise.all([workflow.standing(userId), workflow.meantBy(about)]);
    // A person who may not see every session is told of their own alone.
    const sessions = approver === 'yes' ? found : found.filter(({ operator }) => operator.slackUser === userId);
    const reader: Reader = { ...readerOf(userId), approver };
    const usable = sessions.filter((session) => refusalOf(session, actOf(verb), reader) === undefined);
    return { sessions, usable, reader };
  }

  /** Why nothing can be done: in one sentence where that is true of all that are meant. */
  function nothing(listing: Choice, sessions: readonly Session[], reader: Reader): Message {
    const { list: verb, about } = listing;
    const refusals = sessions.flatMap((session) => refusalOf(session, actOf(verb), reader) ?? []);
    const [refusal, ...others] = refusals;
    if (refusal !== undefined) {
      const isOne = others.every((other) => JSON.stringify(other) === JSON.stringify(refusal));
      return isOne ? renderRefusal(refusal, look) : renderNone(sessions, listing, reader, look);
    }
    if (reader.approver === 'yes') return say(text.command.unknown(typed(about, 64)));
    return renderRefusal({ reason: whyNotAllowed(verb, reader.approver) }, look);
  }

  return {
    list,
    async again(listing, userId) {
      if (listing.list !== 'acknowledge' && listing.list !== 'terminate') return list(listing, userId);
      const verb: Choice = { ...listing, list: listing.list };
      const { usable, reader } = await choiceOf(verb, userId);
      // Not a card of the last one: its buttons would come under the finger that has just pressed.
      return usable.length === 0 ? undefined : renderSeveral(usable, verb, reader, look);
    },
    async card(given, userId) {
      const [approver, [found]] = await Promise.all([
        workflow.standing(userId),
        typeof given === 'string' ? workflow.meantBy(given) : [given],
      ]);
      const isSame = found !== undefined && (typeof given !== 'string' || found.id === given);
      return isSame ? renderCard(found, { ...readerOf(userId), approver }, look) : undefined;
    },
  };
}

function actOf(verb: Choice['list']) {
  return verb === 'acknowledge' ? ('acknowledge' as const) : ('requestTermination' as const);
}

function whyNotAllowed(verb: Choice['list'], approver: Actor['approver']) {
  if (approver === 'unknown') return 'approvers-unknown' as const;
  return verb === 'acknowledge' ? ('not-an-approver' as const) : ('not-allowed-to-terminate' as const);
}
