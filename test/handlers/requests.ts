// Signed requests as Slack sends them: clicks on buttons, and the slash command.
import { signRequest } from '../../local/slack/signed-request.ts';

export const CHANNEL = 'C0BASTION01';
export const TEAM = 'T000000001';
export const SIGNING_SECRET = 'a-secret-of-the-tests';

/** The parts of a click that a test may replace. */
export interface Press {
  person: string;
  sessionId: string;
  messageTs: string;
  action?: 'acknowledge_session' | 'terminate_session' | 'show_more';
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
}

let presses = 0;

export function pressOf({ person, sessionId, messageTs, action = 'acknowledge_session', ...rest }: Press) {
  const { isEphemeral = false, blockId = 'decide', responseUrl = 'http://127.0.0.1:9/' } = rest;
  const { channel = CHANNEL, team = TEAM, actionTs = `1795482000.${String(++presses).padStart(6, '0')}` } = rest;
  const { userTeam = team, enterprise } = rest;
  const payload = {
    type: 'block_actions',
    user: { id: person, username: person, name: person, team_id: userTeam },
    api_app_id: 'A0BASTIONACK',
    token: 'made-up',
    container: { type: 'message', message_ts: messageTs, channel_id: channel, is_ephemeral: isEphemeral },
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

/** @param at time of the signature */
export function signed(body: string, at = new Date(), secret = SIGNING_SECRET) {
  return signRequest(body, secret, at);
}
