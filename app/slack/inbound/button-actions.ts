// Handles presses of buttons. The workflow authorises each press; the message that was pressed proves nothing.
import { setTimeout } from 'node:timers/promises';
import type { BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import * as v from 'valibot';
import { SchemaError } from '../../lib/schema-error.ts';
import type { Monitor } from '../../ports.ts';
import type { Actor } from '../../session/acts/act.ts';
import type { Session } from '../../session/session.ts';
import { isOfOldMessage } from '../../workflow/act-on-session.ts';
import { type Message, type MessageOptions, selectTexts } from '../i18n/message-options.ts';
import { sanitize } from '../i18n/rich-text.ts';
import { joinMessages, renderRefusal, renderSentence } from '../views/answers.ts';
import type { CardTokens } from '../views/card-token.ts';
import { readListing, writeCommand } from '../views/lists/listing.ts';
import { isOurPageButton } from '../views/lists/paging.ts';
import { type MembershipOf, REFUSED } from './membership.ts';
import type { PrivateAnswers } from './private-answers.ts';
import type { EphemeralReply, Presser } from './reply-ephemeral.ts';
import type { SlackUseCases } from './use-cases.ts';

export interface ButtonActionsOptions {
  readonly membershipOf: MembershipOf;
  readonly messageOptions: MessageOptions;
  readonly useCases: Pick<SlackUseCases, 'acknowledge' | 'acknowledgeListed' | 'terminate'>;
  readonly monitor: Monitor;
  readonly cardTokens: CardTokens;
  readonly ephemeralReply: EphemeralReply;
  /** Loaded by the first press that replaces a list or a card */
  readonly answers: () => Promise<PrivateAnswers>;
}

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

export interface ButtonActions {
  acknowledge(press: Press): Promise<void>;
  terminate(press: Press): Promise<void>;
  acknowledgeListed(press: Press): Promise<void>;
  showMore(press: Press): Promise<void>;
}

/** The required content of a press. Slack signs it, but a person may have copied it from elsewhere. */
const shape = v.object({
  user: v.object({ id: v.string(), team_id: v.nullish(v.string()) }),
  team: v.nullish(v.object({ id: v.string(), enterprise_id: v.nullish(v.string()) })),
  container: v.object({ channel_id: v.string(), message_ts: v.string(), is_ephemeral: v.nullish(v.boolean()) }),
  // A press counts without a valid one: see response-url.ts.
  response_url: v.optional(v.unknown()),
  actions: v.strictTuple([
    v.object({
      value: v.pipe(v.string(), v.maxLength(2000)),
      action_ts: v.string(),
      block_id: v.nullish(v.pipe(v.string(), v.maxLength(255))),
    }),
  ]),
});

/** Slack allows a press 3 seconds, and recording has used some; the list of open sessions can be slow. */
const DRAW_LIMIT_MILLIS = 1_000;

/** A checked press, by a member of the workspace. */
interface Pressed {
  /** The same for every delivery */
  readonly id: string;
  readonly userId: string;
  readonly value: string;
  readonly blockId: string;
  readonly place: { readonly channel: string; readonly ts: string };
  readonly isEphemeral: boolean;
  readonly responseUrl: unknown;
}

export function createButtonActions({
  membershipOf,
  messageOptions,
  useCases,
  monitor,
  cardTokens,
  ephemeralReply,
  answers,
}: ButtonActionsOptions): ButtonActions {
  const text = selectTexts(messageOptions);

  async function heard({ ack, body }: Press): Promise<Pressed | undefined> {
    await ack();
    const parsed = v.safeParse(shape, body);
    if (!parsed.success) {
      monitor.fault('a press of a button of an unknown shape', new SchemaError(parsed.issues, 'the press'));
      return undefined;
    }
    const { user, team, container, actions } = parsed.output;
    const [{ value, action_ts, block_id }] = actions;
    const pressed: Pressed = {
      id: `click:${user.id}:${action_ts}`,
      userId: user.id,
      value,
      blockId: block_id ?? '',
      place: { channel: container.channel_id, ts: container.message_ts },
      isEphemeral: container.is_ephemeral ?? false,
      responseUrl: parsed.output.response_url,
    };
    const membership = await membershipOf({ userId: user.id, teamId: user.team_id, team });
    if (membership === 'member') return pressed;
    await refuse(pressed, renderSentence([text.refusal[REFUSED[membership]]]));
    return undefined;
  }

  async function refuse(pressed: Pressed, message: Message): Promise<void> {
    monitor.count('RequestsRefused');
    await tell(pressed, message);
  }

  function tell(pressed: Pressed, message: Message): Promise<void> {
    return ephemeralReply.tell(presserOf(pressed), message);
  }

  async function onSession(
    press: Press,
    act: SlackUseCases['acknowledge'],
    done: (operator: string, target: string) => string,
  ): Promise<void> {
    const pressed = await heard(press);
    if (pressed === undefined) return;
    const { id, userId, value: sessionId } = pressed;
    const from = placeOf(pressed);
    if (from === undefined) return refuse(pressed, renderSentence([text.refusal.oldPrivateCard]));
    try {
      const outcome = await act({ id, userId, sessionId, from });
      // The notice itself shows the outcome.
      if (outcome.outcome === 'done' && from !== 'private-card') return;
      if (outcome.outcome === 'done') {
        const line = renderSentence([doneTo(outcome.session, done)]);
        return (await showAnew(pressed, outcome.session, line)) ? undefined : await tell(pressed, line);
      }
      monitor.count('RequestsRefused');
      const why = renderRefusal(outcome.refusal, messageOptions);
      const isOld = from === 'private-card' && isOfOldMessage(outcome.refusal);
      if (!isOld || !(await showAnew(pressed, sessionId, why))) await tell(pressed, why);
    } catch (fault) {
      monitor.fault('a button could not be answered', fault, { sessionId });
      await tell(pressed, renderSentence([text.refusal.failed]));
    }
  }

  /**
   * Replaces the pressed list or card with its current state.
   * @returns false if that failed: the press is recorded all the same, and its outcome must be posted beside it
   */
  async function showAnew(pressed: Pressed, session: Session | string, line: Message): Promise<boolean> {
    const { userId, blockId, value, responseUrl } = pressed;
    if (responseUrl === undefined || responseUrl === null) return false;
    try {
      const listing = readListing(cardTokens.noteIn(blockId, userId, value) ?? '');
      const { again, card } = await answers();
      const drawn = listing === undefined ? card(session, userId) : again(listing, userId);
      const anew = await Promise.race([drawn, setTimeout(DRAW_LIMIT_MILLIS, 'too late' as const, { ref: false })]);
      if (anew === 'too late') return false;
      if (anew === undefined) return await ephemeralReply.replace(presserOf(pressed), line);
      // A card shows an acknowledgement itself. A refusal, or the outcome of a row, needs a sentence.
      const isSaid = listing === undefined && typeof session !== 'string';
      return await ephemeralReply.replace(presserOf(pressed), isSaid ? anew : joinMessages(line, anew));
    } catch (cause) {
      monitor.fault('private message not drawn anew', cause);
      return false;
    }
  }

  async function onMore(press: Press): Promise<void> {
    const pressed = await heard(press);
    if (pressed === undefined) return;
    const { userId, value, isEphemeral } = pressed;
    const listing = readListing(value);
    if (listing === undefined) return refuse(pressed, renderSentence([text.refusal.oldPrivateCard]));
    // Private content may only replace a message that one person alone sees.
    if (!isEphemeral || !isOurPageButton(cardTokens, pressed)) {
      return refuse(pressed, renderSentence(text.list.expired(sanitize(writeCommand(listing), 100))));
    }
    try {
      const { list } = await answers();
      const message = await list(listing, userId);
      if (!(await ephemeralReply.replace(presserOf(pressed), message))) await tell(pressed, message);
    } catch (fault) {
      monitor.fault('a list could not be shown', fault, { list: listing.list });
      await tell(pressed, renderSentence([text.refusal.failed]));
    }
  }

  /** @returns undefined for a forged or expired card */
  function placeOf({ isEphemeral, blockId, userId, value, place }: Pressed): Actor['from'] | undefined {
    if (!isEphemeral) return place;
    return cardTokens.noteIn(blockId, userId, value) === undefined ? undefined : 'private-card';
  }

  async function onList(press: Press): Promise<void> {
    const pressed = await heard(press);
    if (pressed === undefined) return;
    const { id, userId, place, value: date } = pressed;
    try {
      const outcome = await useCases.acknowledgeListed({ id, userId, from: place });
      if (outcome.outcome === 'refused') return await refuse(pressed, renderRefusal(outcome.refusal, messageOptions));
      const { acknowledged, own, already, failed } = outcome;
      const unfinished = failed > 0 ? [[text.refusal.failed]] : [];
      await tell(pressed, renderSentence([text.digest.done(acknowledged, own, already)], ...unfinished));
    } catch (fault) {
      monitor.fault('a list could not be acknowledged', fault, { date: sanitize(date, 32) });
      await tell(pressed, renderSentence([text.refusal.failed]));
    }
  }

  return {
    acknowledge: (press) => onSession(press, useCases.acknowledge, text.command.acknowledged),
    terminate: (press) => onSession(press, useCases.terminate, text.command.requested),
    acknowledgeListed: onList,
    showMore: onMore,
  };
}

function presserOf({ userId, place, responseUrl }: Pressed): Presser {
  return { userId, channel: place.channel, responseUrl };
}

function doneTo({ operator, target }: Session, done: (operator: string, target: string) => string): string {
  return done(sanitize(operator.name, 64), sanitize(target.name, 64));
}
