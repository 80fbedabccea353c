// Renders the private lists and cards of /bastion, again at each command and press.
import type { Clock } from '../../ports.ts';
import type { Actor } from '../../session/acts/act.ts';
import type { Session } from '../../session/session.ts';
import type { FoundSessions } from '../../workflow/queries/find-sessions.ts';
import type { WorkspaceUrl } from '../http/workspace-url.ts';
import { type Message, type MessageOptions, selectTexts } from '../i18n/message-options.ts';
import { sanitize } from '../i18n/rich-text.ts';
import { renderRefusal, renderSentence } from '../views/answers.ts';
import type { CardTokens } from '../views/card-token.ts';
import { withLinks } from '../views/links.ts';
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
  readonly workspaceUrl: WorkspaceUrl;
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
  useCases,
  clock,
  cardTokens,
  workspaceUrl,
  messageOptions,
}: PrivateAnswersOptions): PrivateAnswers {
  const text = selectTexts(messageOptions);
  // Slack is asked where the workspace is while the lists are read.
  const linkNotices = () => withLinks(messageOptions, workspaceUrl);
  const readerOf = (userId: string) => ({ userId, now: clock.now(), cardTokens });

  async function list(listing: Listing, userId: string): Promise<Message> {
    const reader = readerOf(userId);
    const { from } = listing;
    const linked = linkNotices();
    switch (listing.list) {
      case 'overview': {
        const spans = { pending: { from, most: PENDING_LISTED }, presence: { from: 0, most: WHO_LISTED } };
        return renderOverview(await useCases.overview(userId, spans), reader, await linked, listing);
      }
      case 'pending':
        return renderPending(await useCases.pending(userId, { from, most: PENDING_LISTED }), reader, await linked, {
          listing,
        });
      case 'who':
        return renderWho(await useCases.who({ from, most: WHO_LISTED }), reader, await linked, { listing });
      case 'history': {
        const { about, days } = listing;
        return renderHistory(await useCases.history({ userId, about, days }), listing, reader, await linked);
      }
      default:
        return choice({ ...listing, list: listing.list }, userId);
    }
  }

  async function choice(listing: Choice, userId: string): Promise<Message> {
    const [meant, linked] = await Promise.all([meantBy(listing, userId), linkNotices()]);
    const { usable, approver } = meant;
    const reader: Reader = { ...readerOf(userId), approver };
    if (usable.total > 1) return renderSeveral(usable, listing, reader, linked);
    const [session = undefined] = usable.sessions;
    return session === undefined ? nothing(listing, meant, reader, linked) : renderPrivateCard(session, reader, linked);
  }

  function meantBy({ list: verb, about, from }: Choice, userId: string): Promise<FoundSessions> {
    return useCases.findSessions({ meant: about, userId, act: actOf(verb) }, { from, most: PENDING_LISTED });
  }

  /** @returns why the person cannot act: in one sentence if the reason is the same for all matches */
  function nothing(
    listing: Choice,
    { refused, refusal }: FoundSessions,
    reader: Reader,
    linked: MessageOptions,
  ): Message {
    const { list: verb, about } = listing;
    if (refusal !== undefined) return renderRefusal(refusal, messageOptions);
    if (refused.total > 0) return renderNone(refused, listing, reader, linked);
    if (reader.approver === 'yes') return renderSentence(text.command.unknown(sanitize(about, 64)));
    return renderRefusal({ reason: whyNotAllowed(verb, reader.approver) }, messageOptions);
  }

  return {
    list,
    async again(listing, userId) {
      if (listing.list !== 'acknowledge' && listing.list !== 'terminate') return list(listing, userId);
      const verb: Choice = { ...listing, list: listing.list };
      const [{ usable }, linked] = await Promise.all([meantBy(verb, userId), linkNotices()]);
      // The last match stays a list: the buttons of a card would appear under the finger that has just pressed.
      return usable.total === 0 ? undefined : renderSeveral(usable, verb, readerOf(userId), linked);
    },
    async card(given, userId) {
      const [linked, approver, session] = await Promise.all([
        linkNotices(),
        useCases.approverStatus(userId),
        typeof given === 'string' ? useCases.session(given) : given,
      ]);
      return session && renderPrivateCard(session, { ...readerOf(userId), approver }, linked);
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
