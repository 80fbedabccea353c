// Handles presses of buttons. The workflow authorises each press; the message that was pressed proves nothing.

import { setTimeout } from 'node:timers/promises';
import type { Monitor } from '../../../ports.ts';
import { needsSecondApprover } from '../../../session/acknowledgement.ts';
import type { Session } from '../../../session/session.ts';
import { isOfOldMessage } from '../../../workflow/act-on-session.ts';
import { type Message, type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { sanitize } from '../../i18n/rich-text.ts';
import { joinMessages, renderRefusal, renderSentence } from '../../views/answers.ts';
import type { CardTokens } from '../../views/card-token.ts';
import { readListing, writeCommand } from '../../views/lists/listing.ts';
import { isOurPageButton } from '../../views/lists/paging.ts';
import { type MembershipOf, REFUSED } from '../membership.ts';
import type { PrivateAnswers } from '../private-answers.ts';
import type { EphemeralReply, Presser } from '../reply-ephemeral.ts';
import type { SlackUseCases } from '../use-cases.ts';
import { type Press, type Pressed, readPress, sourceOf } from './press.ts';

export interface ButtonActionsOptions {
  readonly membershipOf: MembershipOf;
  readonly messageOptions: MessageOptions;
  readonly useCases: Pick<SlackUseCases, 'acknowledge' | 'acknowledgeListed' | 'terminate' | 'reconfirm'>;
  readonly monitor: Monitor;
  readonly cardTokens: CardTokens;
  readonly ephemeralReply: EphemeralReply;
  /** Loaded by the first press that replaces a list or a card */
  readonly answers: () => Promise<PrivateAnswers>;
  /** Shows the person's Home tab anew, with what came of the press above it; false if that failed */
  readonly publishHome: (userId: string, line: Message) => Promise<boolean>;
}

export interface ButtonActions {
  acknowledge(press: Press): Promise<void>;
  terminate(press: Press): Promise<void>;
  stillMine(press: Press): Promise<void>;
  takeOver(press: Press): Promise<void>;
  acknowledgeListed(press: Press): Promise<void>;
  showMore(press: Press): Promise<void>;
}

/** A press with the place at which only a message can be pressed. */
type PressedMessage = Pressed & { readonly message: NonNullable<Pressed['message']> };

/** Slack allows a press 3 seconds, and recording has used some; the list of open sessions can be slow. */
const DRAW_LIMIT_MILLIS = 1_000;

export function createButtonActions(options: ButtonActionsOptions): ButtonActions {
  const { membershipOf, messageOptions, useCases, monitor, cardTokens, ephemeralReply, answers, publishHome } = options;
  const text = selectTexts(messageOptions);

  async function hear({ ack, body }: Press): Promise<Pressed | undefined> {
    await ack();
    const pressed = readPress(body, monitor);
    if (pressed === undefined) return undefined;
    const membership = await membershipOf(pressed.requester);
    if (membership === 'member') return pressed;
    monitor.count('RequestsRefused');
    // A Home tab says who is connected: no stranger gets a new one.
    await ephemeralReply.tell(presserOf(pressed), renderSentence([text.refusal[REFUSED[membership]]]));
    return undefined;
  }

  async function hearOnMessage(press: Press): Promise<PressedMessage | undefined> {
    const pressed = await hear(press);
    if (pressed === undefined) return undefined;
    if (isOnMessage(pressed)) return pressed;
    await refuse(pressed, renderSentence([text.acts.outdatedHome]));
    return undefined;
  }

  async function refuse(pressed: Pressed, message: Message): Promise<void> {
    monitor.count('RequestsRefused');
    await tell(pressed, message);
  }

  async function tell(pressed: Pressed, message: Message): Promise<void> {
    if (isOnMessage(pressed)) return ephemeralReply.tell(presserOf(pressed), message);
    const published = await withinDrawLimit(publishHome(pressed.userId, message)).catch((cause: unknown) => {
      monitor.fault('Home tab not published after a press', cause);
      return false;
    });
    if (published !== true) await ephemeralReply.tell(presserOf(pressed), message);
  }

  async function onSession(
    press: Press,
    act: SlackUseCases['acknowledge'],
    done: (operator: string, target: string) => string,
  ): Promise<void> {
    const pressed = await hear(press);
    if (pressed === undefined) return;
    const { id, userId, value: sessionId } = pressed;
    const from = sourceOf(pressed, cardTokens);
    if (from === undefined) {
      const why = isOnMessage(pressed) ? text.refusal.oldPrivateCard : text.acts.outdatedHome;
      return refuse(pressed, renderSentence([why]));
    }
    try {
      const outcome = await act({ id, userId, sessionId, from });
      if (outcome.outcome === 'done') {
        const isVouched = act === useCases.acknowledge && needsSecondApprover(outcome.session);
        // The notice itself shows the outcome, but the first of two approvers would wonder about it.
        if (typeof from !== 'string' && !isVouched) return;
        const line = renderSentence([isVouched ? text.acts.vouched : doneTo(outcome.session, done)]);
        if (from !== 'private-card') return await tell(pressed, line);
        return (await showAnew(pressed, outcome.session, line, isVouched)) ? undefined : await tell(pressed, line);
      }
      monitor.count('RequestsRefused');
      const why = renderRefusal(outcome.refusal, messageOptions);
      const isOld = from === 'private-card' && isOfOldMessage(outcome.refusal);
      if (!isOld || !(await showAnew(pressed, sessionId, why, true))) await tell(pressed, why);
    } catch (fault) {
      monitor.fault('a button could not be answered', fault, { sessionId });
      await tell(pressed, renderSentence([text.refusal.failed]));
    }
  }

  /**
   * Replaces the pressed list or card with its current state.
   * @param isNews true if the card itself does not show what the line says
   * @returns false if that failed: the press is recorded all the same, and its outcome must be posted beside it
   */
  async function showAnew(
    pressed: Pressed,
    session: Session | string,
    line: Message,
    isNews: boolean,
  ): Promise<boolean> {
    const { userId, blockId, value, responseUrl } = pressed;
    if (responseUrl === undefined || responseUrl === null) return false;
    try {
      const listing = readListing(cardTokens.noteIn(blockId, userId, value) ?? '');
      const { again, card } = await answers();
      const anew = await withinDrawLimit(listing === undefined ? card(session, userId) : again(listing, userId));
      if (anew === 'too late') return false;
      if (anew === undefined) return await ephemeralReply.replace(presserOf(pressed), line);
      // A card shows an acknowledgement itself. A refusal, or the outcome of a row, needs a sentence.
      const isShown = listing === undefined && !isNews;
      return await ephemeralReply.replace(presserOf(pressed), isShown ? anew : joinMessages(line, anew));
    } catch (cause) {
      monitor.fault('private message not drawn anew', cause);
      return false;
    }
  }

  /** An answer to the question whether the acknowledgement still holds. */
  async function onQuestion(press: Press, act: 'still-mine' | 'take-over'): Promise<void> {
    const pressed = await hearOnMessage(press);
    if (pressed === undefined) return;
    const { id, userId, value: sessionId } = pressed;
    const from = sourceOf(pressed, cardTokens);
    if (from === undefined) return refuse(pressed, renderSentence([text.refusal.oldPrivateCard]));
    try {
      const outcome = await useCases.reconfirm({ id, userId, sessionId, from }, act);
      if (outcome.outcome === 'refused') return await refuse(pressed, renderRefusal(outcome.refusal, messageOptions));
      // A second approver presses the same buttons.
      if (needsSecondApprover(outcome.session)) return await tell(pressed, renderSentence([text.acts.vouched]));
      // A question that stays is harmless: whoever presses it again is answered.
      if (pressed.message.threadTs === undefined) return;
      const { renderAnswered } = await import('../../views/reconfirmed.ts');
      const answered = renderAnswered(outcome.session, messageOptions);
      if (answered) await ephemeralReply.replace(presserOf(pressed), answered, 'instead-for-all');
    } catch (fault) {
      monitor.fault('a button could not be answered', fault, { sessionId });
      await tell(pressed, renderSentence([text.refusal.failed]));
    }
  }

  async function onMore(press: Press): Promise<void> {
    const pressed = await hearOnMessage(press);
    if (pressed === undefined) return;
    const { userId, value, message } = pressed;
    const listing = readListing(value);
    if (listing === undefined) return refuse(pressed, renderSentence([text.refusal.oldPrivateCard]));
    // Private content may only replace a message that one person alone sees.
    if (!message.isEphemeral || !isOurPageButton(cardTokens, pressed)) {
      return refuse(pressed, renderSentence(text.list.expired(sanitize(writeCommand(listing), 100))));
    }
    try {
      const { list } = await answers();
      const drawn = await list(listing, userId);
      if (!(await ephemeralReply.replace(presserOf(pressed), drawn))) await tell(pressed, drawn);
    } catch (fault) {
      monitor.fault('a list could not be shown', fault, { list: listing.list });
      await tell(pressed, renderSentence([text.refusal.failed]));
    }
  }

  async function onList(press: Press): Promise<void> {
    const pressed = await hearOnMessage(press);
    if (pressed === undefined) return;
    const { id, userId, value: date } = pressed;
    const { channel, ts } = pressed.message;
    try {
      const outcome = await useCases.acknowledgeListed({ id, userId, from: { channel, ts } });
      if (outcome.outcome === 'refused') return await refuse(pressed, renderRefusal(outcome.refusal, messageOptions));
      const unfinished = outcome.failed > 0 ? [[text.refusal.failed]] : [];
      await tell(pressed, renderSentence([text.digest.done(outcome)], ...unfinished));
    } catch (fault) {
      monitor.fault('a list could not be acknowledged', fault, { date: sanitize(date, 32) });
      await tell(pressed, renderSentence([text.refusal.failed]));
    }
  }

  return {
    acknowledge: (press) => onSession(press, useCases.acknowledge, text.command.acknowledged),
    terminate: (press) => onSession(press, useCases.terminate, text.command.requested),
    stillMine: (press) => onQuestion(press, 'still-mine'),
    takeOver: (press) => onQuestion(press, 'take-over'),
    acknowledgeListed: onList,
    showMore: onMore,
  };
}

function withinDrawLimit<T>(drawn: Promise<T>): Promise<T | 'too late'> {
  return Promise.race([drawn, setTimeout(DRAW_LIMIT_MILLIS, 'too late' as const, { ref: false })]);
}

function isOnMessage(pressed: Pressed): pressed is PressedMessage {
  return pressed.message !== undefined;
}

function presserOf({ userId, message, responseUrl }: Pressed): Presser {
  return { userId, channel: message?.channel, responseUrl };
}

function doneTo({ operator, target }: Session, done: (operator: string, target: string) => string): string {
  return done(sanitize(operator.name, 64), sanitize(target.name, 64));
}
