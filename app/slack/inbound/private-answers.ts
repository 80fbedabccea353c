// Renders the private lists and cards of /bastion, again at each command and press.
import type { Clock } from '../../ports.ts';
import type { Actor } from '../../session/acts/act.ts';
import type { Session } from '../../session/session.ts';
import type { FoundSessions } from '../../workflow/queries/find-sessions.ts';
import { type Message, type MessageOptions, selectTexts } from '../i18n/message-options.ts';
import { sanitize } from '../i18n/rich-text.ts';
import { renderRefusal, renderSentence } from '../views/answers.ts';
import type { CardTokens } from '../views/card-token.ts';
import { renderHistory } from '../views/lists/history.ts';
import type { Listing } from '../views/lists/listing.ts';
import { renderOverview } from '../views/lists/overview.ts';
import { PENDING_LISTED, renderNone, renderPending, renderSeveral } from '../views/lists/pending.ts';
import { renderWho, WHO_LISTED } from '../views/lists/who.ts';
import { type Reader, renderPrivateCard } from '../views/notice/private-card.ts';
import type { SlackUseCases } from './use-cases.ts';

export interface PrivateAnswersOptions {
  readonly messageOptions: MessageOptions;
  readonly useCases: Pick<
    SlackUseCases,
    'who' | 'pending' | 'overview' | 'findSessions' | 'session' | 'approverStatus' | 'history'
  >;
  readonly clock: Pick<Clock, 'now'>;
  readonly cardTokens: CardTokens;
}

export interface PrivateAnswers {
  list(listing: Listing, userId: string): Promise<Message>;
  /** @returns the list after a press in it; undefined if nothing is left to choose from */
  again(listing: Listing, userId: string): Promise<Message | undefined>;
  /** @param session a session, or its id @returns undefined if there is no such session */
  card(session: Session | string, userId: string): Promise<Message | undefined>;
}

type Choice = Listing & { readonly list: 'acknowledge' | 'terminate' };

export function createPrivateAnswers({
  messageOptions,
  useCases,
  clock,
  cardTokens,
}: PrivateAnswersOptions): PrivateAnswers {
  const text = selectTexts(messageOptions);
  const readerOf = (userId: string) => ({ userId, now: clock.now(), cardTokens });

  async function list(listing: Listing, userId: string): Promise<Message> {
    const reader = readerOf(userId);
    const { from } = listing;
    switch (listing.list) {
      case 'overview': {
        const spans = { pending: { from, most: PENDING_LISTED }, presence: { from: 0, most: WHO_LISTED } };
        return renderOverview(await useCases.overview(userId, spans), reader, messageOptions, listing);
      }
      case 'pending':
        return renderPending(await useCases.pending(userId, { from, most: PENDING_LISTED }), reader, messageOptions, {
          listing,
        });
      case 'who':
        return renderWho(await useCases.who({ from, most: WHO_LISTED }), reader, messageOptions, { listing });
      case 'history': {
        const { about, days } = listing;
        return renderHistory(await useCases.history({ userId, about, days }), listing, reader, messageOptions);
      }
      default:
        return choice({ ...listing, list: listing.list }, userId);
    }
  }

  async function choice(listing: Choice, userId: string): Promise<Message> {
    const meant = await meantBy(listing, userId);
    const { usable, approver } = meant;
    const reader: Reader = { ...readerOf(userId), approver };
    if (usable.total > 1) return renderSeveral(usable, listing, reader, messageOptions);
    const [session = undefined] = usable.sessions;
    return session === undefined ? nothing(listing, meant, reader) : renderPrivateCard(session, reader, messageOptions);
  }

  function meantBy({ list: verb, about, from }: Choice, userId: string): Promise<FoundSessions> {
    return useCases.findSessions({ meant: about, userId, act: actOf(verb) }, { from, most: PENDING_LISTED });
  }

  /** @returns why the person cannot act: in one sentence if the reason is the same for all matches */
  function nothing(listing: Choice, { refused, refusal }: FoundSessions, reader: Reader): Message {
    const { list: verb, about } = listing;
    if (refusal !== undefined) return renderRefusal(refusal, messageOptions);
    if (refused.total > 0) return renderNone(refused, listing, reader, messageOptions);
    if (reader.approver === 'yes') return renderSentence(text.command.unknown(sanitize(about, 64)));
    return renderRefusal({ reason: whyNotAllowed(verb, reader.approver) }, messageOptions);
  }

  return {
    list,
    async again(listing, userId) {
      if (listing.list !== 'acknowledge' && listing.list !== 'terminate') return list(listing, userId);
      const verb: Choice = { ...listing, list: listing.list };
      const { usable } = await meantBy(verb, userId);
      // The last match stays a list: the buttons of a card would appear under the finger that has just pressed.
      return usable.total === 0 ? undefined : renderSeveral(usable, verb, readerOf(userId), messageOptions);
    },
    async card(given, userId) {
      const [approver, session] = await Promise.all([
        useCases.approverStatus(userId),
        typeof given === 'string' ? useCases.session(given) : given,
      ]);
      return session && renderPrivateCard(session, { ...readerOf(userId), approver }, messageOptions);
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
