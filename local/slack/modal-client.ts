// Slack's client for modals: sends what a person typed to the app, and shows the app's answer.
import * as z from 'zod';
import type { Answer, Delivery } from './delivery.ts';
import { findFailure } from './delivery.ts';
import { toInteraction } from './interaction.ts';
import { type OpenModal, type StateValues, toApiView } from './open-views.ts';
import type { SlackStandIn } from './stand-in.ts';
import { type InputBlock, modalView, readView } from './view.ts';
import type { StandInPerson } from './workspace.ts';

/** Typed texts by block_id. */
export type TypedTexts = Readonly<Record<string, string>>;

/** The fate of a modal after a submission; the texts are the app's. */
export type SubmissionResult =
  | { readonly outcome: 'done' }
  /** Errors by block_id */
  | { readonly outcome: 'errors'; readonly errors: Readonly<Record<string, string>> }
  /** The app did not answer in time, or not with 200. */
  | { readonly outcome: 'failed'; readonly error: 'operation_timeout' | 'dispatch_failed' };

/** @see https://docs.slack.dev/surfaces/modals#response_actions */
const responseAction = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('clear') }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
]);

interface ModalClientOptions {
  readonly slack: Pick<SlackStandIn, 'views' | 'triggerId'>;
  readonly delivery: Pick<Delivery, 'sendForm'>;
}

export function createModalClient({ slack: { views, triggerId }, delivery }: ModalClientOptions) {
  function findModal(person: StandInPerson, viewId: string): OpenModal {
    const modal = views.findVisible(person.id, viewId);
    if (modal === undefined) throw new Error('This dialog is not open any more.');
    return modal;
  }

  async function send(type: string, person: StandInPerson, modal: OpenModal, values: StateValues, more: object) {
    const payload = { type, ...toInteraction(person), view: toApiView(modal, values), ...more };
    return delivery.sendForm({ payload: JSON.stringify(payload) });
  }

  /** @throws {Error} for an answer that Slack does not understand */
  function perform(modal: OpenModal, answer: Answer): SubmissionResult {
    if (!answer.body) {
      if (modal.view.clear_on_close) views.clear(modal.personId);
      else views.pop(modal);
      return { outcome: 'done' };
    }
    const read = responseAction.safeParse(parseJson(answer.body));
    if (!read.success) throw new Error(`Slack does not understand the app's answer: ${answer.body.slice(0, 200)}`);
    const action = read.data;
    switch (action.response_action) {
      case 'clear':
        views.clear(modal.personId);
        return { outcome: 'done' };
      case 'errors': {
        const inputs = new Set(inputsOf(modal).map(({ block_id }) => block_id));
        const unknown = Object.keys(action.errors).filter((blockId) => !inputs.has(blockId));
        if (unknown.length > 0) throw new Error(`The errors name no input of the dialog: ${unknown.join(', ')}`);
        return { outcome: 'errors', errors: action.errors };
      }
      default: {
        const shown = readView(modalView, action.view);
        if ('error' in shown) throw new Error(`Slack refuses the dialog: ${shown.error} ${shown.messages.join('; ')}`);
        const performed =
          action.response_action === 'update' ? views.replace(modal, shown.view) : views.push(modal, shown.view);
        if (typeof performed === 'string') throw new Error(`Slack refuses the dialog: ${performed}`);
        return { outcome: 'done' };
      }
    }
  }

  return {
    /** @throws {Error} if the modal is not open, or breaks a rule that Slack's client keeps */
    async submit(person: StandInPerson, viewId: string, typed: TypedTexts): Promise<SubmissionResult> {
      const modal = findModal(person, viewId);
      const values = toStateValues(modal, typed);
      const trigger = triggerId({ personId: person.id, client: modal.client });
      const answer = await send('view_submission', person, modal, values, { trigger_id: trigger, response_urls: [] });
      const error = findFailure(answer);
      if (answer === 'too late' || error !== undefined) return { outcome: 'failed', error: error ?? 'dispatch_failed' };
      return perform(modal, answer);
    },

    /** Closes the modal, and tells the app only if the view asks for it. @throws {Error} if it is not open */
    async close(person: StandInPerson, viewId: string): Promise<void> {
      const modal = findModal(person, viewId);
      const isCleared = modal.view.clear_on_close ?? false;
      if (isCleared) views.clear(person.id);
      else views.pop(modal);
      if (modal.view.notify_on_close) await send('view_closed', person, modal, {}, { is_cleared: isCleared });
    },
  };
}

function inputsOf({ view }: OpenModal): InputBlock[] {
  return view.blocks.filter((block) => block.type === 'input');
}

/** @throws {Error} for a missing, too short or too long text, which Slack's client does not send */
function toStateValues(modal: OpenModal, typed: TypedTexts): StateValues {
  return Object.fromEntries(
    inputsOf(modal).map(({ block_id: blockId = '', optional = false, element, label }) => {
      const value = typed[blockId] ?? '';
      const { min_length: min = 0, max_length: max = 3000, action_id: actionId = blockId } = element;
      if (value === '' && !optional) throw new Error(`"${label.text}" is required.`);
      if (value !== '' && value.length < min) throw new Error(`"${label.text}" has less than ${min} characters.`);
      if (value.length > max) throw new Error(`"${label.text}" has more than ${max} characters.`);
      return [blockId, { [actionId]: { type: 'plain_text_input', value: value === '' ? null : value } }];
    }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
