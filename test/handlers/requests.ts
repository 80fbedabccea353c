// Signed requests as Slack sends them: clicks on buttons, submissions of modals, events, and the slash command.
import { signRequest } from '../../local/slack/signed-request.ts';

export const CHANNEL = 'C0BASTION01';
export const TEAM = 'T000000001';
export const SIGNING_SECRET = 'a-secret-of-the-tests';

/** The parts of a click that a test may replace. */
export interface Press {
  person: string;
  sessionId: string;
  messageTs: string;
  action?: 'acknowledge_session' | 'terminate_session' | 'show_more' | 'still_mine' | 'take_over' | 'say_why';
  channel?: string;
  team?: string;
  /** The person's own workspace, if it is not `team` */
  userTeam?: string;
  /** The organisation of `team` */
  enterprise?: string;
  actionTs?: string;
  /** True for a message that only one person sees */
  isEphemeral?: boolean;
  blockId?: string;
  responseUrl?: string;
  /** The notice above, for a button in its thread */
  threadTs?: string;
}

let presses = 0;

export function pressOf({ person, sessionId, messageTs, action = 'acknowledge_session', ...rest }: Press) {
  const { isEphemeral = false, blockId = 'decide', responseUrl = 'http://127.0.0.1:9/' } = rest;
  const { channel = CHANNEL, team = TEAM, actionTs = `1795482000.${String(++presses).padStart(6, '0')}` } = rest;
  const { userTeam = team, enterprise, threadTs } = rest;
  const payload = {
    type: 'block_actions',
    user: { id: person, username: person, name: person, team_id: userTeam },
    api_app_id: 'A0BASTIONACK',
    token: 'made-up',
    container: {
      type: 'message',
      message_ts: messageTs,
      channel_id: channel,
      is_ephemeral: isEphemeral,
      ...(threadTs !== undefined && { thread_ts: threadTs }),
    },
    trigger_id: 'made-up',
    team: { id: team, domain: 'stand-in', ...(enterprise && { enterprise_id: enterprise, enterprise_name: 'Org' }) },
    enterprise: enterprise === undefined ? null : { id: enterprise, name: 'Org' },
    is_enterprise_install: false,
    channel: { id: channel, name: 'bastion' },
    message: { type: 'message', ts: messageTs, text: '', blocks: [] },
    state: { values: {} },
    response_url: responseUrl,
    actions: [{ type: 'button', action_id: action, block_id: blockId, value: sessionId, action_ts: actionTs }],
  };
  return signed(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
}

/** A choice in the menu of a notice, with a trigger that opens a modal once. */
export function menuOf({ person, sessionId, messageTs, choice, triggerId = 'made-up' }: MenuChoice) {
  const payload = {
    type: 'block_actions',
    user: { id: person, username: person, name: person, team_id: TEAM },
    team: { id: TEAM, domain: 'stand-in' },
    container: { type: 'message', message_ts: messageTs, channel_id: CHANNEL, is_ephemeral: false },
    trigger_id: triggerId,
    message: { type: 'message', ts: messageTs, text: 'A session', blocks: [] },
    response_url: 'http://127.0.0.1:9/',
    actions: [
      {
        type: 'overflow',
        action_id: 'more_session',
        block_id: `session:${sessionId}`,
        selected_option: { text: { type: 'plain_text', text: choice }, value: choice },
        action_ts: '1795482000.000001',
      },
    ],
  };
  return signed(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
}

interface MenuChoice {
  person: string;
  sessionId: string;
  messageTs: string;
  choice: 'note' | 'reason' | 'withdraw';
  triggerId?: string;
}

/** The parts of a submission of a modal on a notice. */
export interface Submission {
  person: string;
  sessionId: string;
  messageTs: string;
  modal: 'say_why' | 'acknowledge_with_note' | 'terminate_with_reason' | 'withdraw_acknowledgement';
  note?: string | null;
  /** In the place of the note */
  values?: object;
  viewId: string;
  channel?: string;
}

export function submissionOf({ person, sessionId, messageTs, modal, note = null, viewId, ...rest }: Submission) {
  const { channel = CHANNEL, values = { note: { note: { type: 'plain_text_input', value: note } } } } = rest;
  const payload = {
    type: 'view_submission',
    user: { id: person, username: person, name: person, team_id: TEAM },
    team: { id: TEAM, domain: 'stand-in' },
    api_app_id: 'A0BASTIONACK',
    trigger_id: 'made-up',
    view: {
      id: viewId,
      type: 'modal',
      callback_id: modal,
      private_metadata: JSON.stringify({ sessionId, channel, ts: messageTs }),
      state: { values },
    },
    response_urls: [],
  };
  return signed(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
}

export function commandOf(person: string, text: string, team = TEAM, responseUrl = 'http://127.0.0.1:9/') {
  return signed(
    new URLSearchParams({
      token: 'made-up',
      team_id: team,
      channel_id: CHANNEL,
      user_id: person,
      command: '/bastion',
      text,
      api_app_id: 'A0BASTIONACK',
      is_enterprise_install: 'false',
      response_url: responseUrl,
      trigger_id: 'made-up',
    }).toString(),
  );
}

/** A reaction, as Slack's Events API sends it. */
export function reactionOf({ person, messageTs, eventTs }: { person: string; messageTs: string; eventTs: string }) {
  const item = { type: 'message', channel: CHANNEL, ts: messageTs };
  const event = { type: 'reaction_added', user: person, reaction: 'white_check_mark', item, event_ts: eventTs };
  const body = { type: 'event_callback', team_id: TEAM, api_app_id: 'A0BASTIONACK', event_id: `Ev${eventTs}`, event };
  return signRequest(JSON.stringify(body), SIGNING_SECRET, new Date(), 'application/json', {
    'x-slack-retry-num': '1',
    'x-slack-retry-reason': 'http_timeout',
  });
}

/** @param at time of the signature */
export function signed(body: string, at = new Date(), secret = SIGNING_SECRET) {
  return signRequest(body, secret, at);
}
