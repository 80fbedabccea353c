// Handles what people write in modals. A refusal keeps the modal open, so that nothing typed is lost.

import { setTimeout } from 'node:timers/promises';
import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import * as v from 'valibot';
import { SchemaError } from '../../../lib/schema-error.ts';
import { createUnknownMemberError } from '../../../lib/unknown-member.ts';
import type { Clock, Monitor } from '../../../ports.ts';
import { needsSecondApprover } from '../../../session/acknowledgement.ts';
import { MAX_NOTE_CHARACTERS, MAX_TICKET_CHARACTERS } from '../../../session/acts/act.ts';
import type { ActionOutcome } from '../../../workflow/act-on-session.ts';
import type { WorkspaceUrl } from '../../http/workspace-url.ts';
import { type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { selectModalTexts } from '../../i18n/modal-texts.ts';
import type { TextPart } from '../../i18n/rich-text.ts';
import { describeRefusal, renderSentence } from '../../views/answers.ts';
import { withLinks } from '../../views/links.ts';
import { INPUTS, MODALS, type Modal } from '../../views/modal-ids.ts';
import { renderSaid } from '../../views/said.ts';
import { type MembershipOf, REFUSED } from '../membership.ts';
import type { EphemeralReply } from '../reply-ephemeral.ts';
import type { SlackUseCases } from '../use-cases.ts';
import { type FormOrigin, readOrigin } from './form-origin.ts';
import { createPlainSentences } from './name-people.ts';
import { refuseOtherWords } from './other-words.ts';
import { person } from './press.ts';

export interface SubmissionsOptions {
  readonly client: WebClient;
  readonly membershipOf: MembershipOf;
  readonly messageOptions: MessageOptions;
  readonly useCases: Pick<SlackUseCases, 'acknowledge' | 'terminate' | 'withdraw' | 'giveReason'>;
  readonly monitor: Monitor;
  readonly ephemeralReply: EphemeralReply;
  readonly clock: Pick<Clock, 'now'>;
  readonly workspaceUrl: WorkspaceUrl;
}

/** Slack waits 3 seconds, and then keeps the form open as if nothing were recorded. The way here has used some. */
const ANSWER_MILLIS = 2_000;

type Submission = Pick<SlackViewMiddlewareArgs<ViewSubmitAction>, 'ack' | 'body'>;

const input = v.object({ value: v.nullish(v.string()) });
const shape = v.object({
  ...person,
  view: v.object({
    id: v.string(),
    callback_id: v.picklist(MODALS),
    private_metadata: v.string(),
    state: v.object({ values: v.record(v.string(), v.record(v.string(), input)) }),
  }),
});

/** A submission by a member, of a modal that this app made. */
interface Submitted extends FormOrigin {
  /** The same however often it is sent */
  readonly id: string;
  readonly userId: string;
  readonly modal: Modal;
  /** Without spaces at the ends; undefined for an input that nothing readable is in */
  readonly typed: Readonly<Record<string, string | undefined>>;
}

/** Why a submission changes nothing: a sentence below one of its inputs. */
interface Rejected {
  readonly input: string;
  readonly why: readonly TextPart[];
}

export function createSubmissions(options: SubmissionsOptions) {
  const { client, membershipOf, messageOptions, useCases, monitor, ephemeralReply, clock, workspaceUrl } = options;
  const text = selectTexts(messageOptions);
  const words = selectModalTexts(messageOptions);
  const sayPlainly = createPlainSentences(client, words.somebody);

  async function hear(body: unknown): Promise<Submitted | Rejected | undefined> {
    const parsed = v.safeParse(shape, body);
    if (!parsed.success) {
      monitor.fault('a submission of an unknown shape', new SchemaError(parsed.issues, 'the submission'));
      const modal = MODALS.find((known) => known === callbackIn(body));
      return modal && { input: INPUTS[modal][0], why: [words.outdated] };
    }
    const { user, team, view } = parsed.output;
    const { callback_id: modal, state } = view;
    const [first] = INPUTS[modal];
    const membership = await membershipOf({ userId: user.id, teamId: user.team_id, team });
    if (membership !== 'member') return { input: first, why: [text.refusal[REFUSED[membership]]] };
    const origin = readOrigin(view.private_metadata);
    if (origin === undefined || !INPUTS[modal].every((id) => state.values[id]?.[id] !== undefined)) {
      monitor.fault('a submission of a foreign form', new Error(`nothing that ${modal} sends`));
      return { input: first, why: [words.outdated] };
    }
    const typed = Object.fromEntries(INPUTS[modal].map((id) => [id, readWords(state.values[id]?.[id]?.value)]));
    return { ...origin, id: `submission:${user.id}:${view.id}`, userId: user.id, modal, typed };
  }

  /** @returns why the words cannot be kept; Slack's client keeps these rules too, but a request need not come from it */
  function rejectWords({ modal, typed }: Submitted): Rejected | undefined {
    for (const id of INPUTS[modal]) {
      const given = typed[id];
      const most = id === 'ticket' ? MAX_TICKET_CHARACTERS : MAX_NOTE_CHARACTERS;
      const isOptional = id === 'ticket' || modal === 'withdraw_acknowledgement';
      if (given === undefined && !isOptional) return { input: id, why: [words.noteRequired] };
      if (given !== undefined && [...given].length > most) return { input: id, why: [words.tooLong(most)] };
    }
    return undefined;
  }

  function act({ id, userId, sessionId, channel, ts, modal, typed }: Submitted): Promise<ActionOutcome> {
    const { note, reason = '', ticket } = typed;
    const click = { id, userId, sessionId, from: { channel, ts } };
    switch (modal) {
      case 'say_why':
        return useCases.giveReason({ id, userId, sessionId, reason, ticket });
      case 'acknowledge_with_note':
        return useCases.acknowledge(click, note);
      case 'terminate_with_reason':
        return useCases.terminate(click, note);
      case 'withdraw_acknowledgement':
        return useCases.withdraw(click, note);
      default:
        throw createUnknownMemberError('the modal', modal);
    }
  }

  /** Best effort: the act is recorded, and the notice shows it. */
  async function followUp({ modal, userId, channel, ts }: Submitted, outcome: ActionOutcome): Promise<void> {
    if (outcome.outcome === 'refused') return;
    if (modal === 'acknowledge_with_note' && needsSecondApprover(outcome.session)) {
      const presser = { userId, channel, responseUrl: undefined };
      return ephemeralReply.tell(presser, renderSentence([text.acts.vouched]));
    }
    if (modal !== 'say_why') return;
    try {
      const linked = await withLinks(messageOptions, workspaceUrl);
      const said = renderSaid(outcome.session, linked, clock.now());
      if (said) await client.chat.update({ channel, ts, ...said });
    } catch (cause) {
      monitor.fault('question to the operator not updated', cause, { sessionId: outcome.session.id });
    }
  }

  return async ({ ack, body }: Submission): Promise<void> => {
    const began = performance.now();
    const left = () => Math.max(0, ANSWER_MILLIS - (performance.now() - began));
    async function reject({ input: id, why }: Rejected): Promise<void> {
      monitor.count('RequestsRefused');
      await ack({ response_action: 'errors', errors: { [id]: await sayPlainly(why, left()) } });
    }

    const submitted = await hear(body);
    // Without a known form there is no input at which to say why.
    if (submitted === undefined) return ack();
    if ('why' in submitted) return reject(submitted);
    const rejected = rejectWords(submitted);
    if (rejected) return reject(rejected);
    const [first] = INPUTS[submitted.modal];
    try {
      const outcome = await act(submitted);
      const refusal =
        outcome.outcome === 'refused'
          ? outcome.refusal
          : refuseOtherWords(outcome.session, submitted.id, submitted.typed);
      if (refusal) return await reject({ input: first, why: describeRefusal(refusal, messageOptions) });
      await Promise.race([followUp(submitted, outcome), setTimeout(left(), undefined, { ref: false })]);
      await ack();
    } catch (fault) {
      monitor.fault('a form could not be answered', fault, { sessionId: submitted.sessionId });
      await reject({ input: first, why: [text.refusal.failed] });
    }
  };
}

const named = v.object({ view: v.object({ callback_id: v.string() }) });

function callbackIn(body: unknown): string | undefined {
  const { success, output } = v.safeParse(named, body);
  return success ? output.view.callback_id : undefined;
}

/** Spaces, controls, and characters without a shape of their own */
const UNREADABLE = /[\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

function readWords(value: string | null | undefined): string | undefined {
  const words = (value ?? '').toWellFormed().trim();
  return words.replace(UNREADABLE, '') === '' ? undefined : words;
}
