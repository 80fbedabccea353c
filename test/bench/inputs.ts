// What every subject of the measurements is asked, and told of the world.
import { randomBytes } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { iamUser } from '../../local/aws/principals.ts';
import { awsEnvironment } from '../../local/environment.ts';
import { asSubscription, startRecord } from '../../local/records.ts';
import { signedRequest } from '../../local/slack/front.ts';

export const TABLE = 'bastion-sessions';
export const LINUX = 'i-0123456789abcdef0';
export const CHANNEL = 'C0BASTION01';
export const TEAM = 'T000000001';
export const APPROVER = 'U0APPROVER1';
export const SECRETS_PATH = '/bastion-ack/slack';
export const SIGNING_SECRET = 'a-secret-of-the-measurements';

/** Where the edges are: their addresses. */
export interface Edges {
  readonly dynamodb: string;
  readonly ssm: string;
  readonly slack: string;
}

/** The environment of every subject. */
export function environmentOf(edges: Edges): Record<string, string> {
  return {
    ...awsEnvironment({ dynamodb: edges.dynamodb, ssm: edges.ssm, lambda: edges.ssm }),
    SESSIONS_TABLE: TABLE,
    SLACK_CHANNEL: CHANNEL,
    SLACK_TEAM_ID: TEAM,
    SLACK_API_URL: edges.slack,
    SLACK_SECRETS_PATH: SECRETS_PATH,
    BASTION_TARGETS: JSON.stringify({ [LINUX]: 'bastion-linux' }),
    APPROVER_USERS: `${APPROVER},U0APPROVER2`,
    OPERATORS: JSON.stringify({ operator: 'U0OPERATOR1' }),
    WATCHDOG_FUNCTION: 'watchdog',
  };
}

const http = (body: string) => signedRequest(body, SIGNING_SECRET, new Date());

/** `/bastion help`, signed. */
export function helpRequest(): APIGatewayProxyEventV2 {
  const form = {
    team_id: TEAM,
    channel_id: CHANNEL,
    user_id: APPROVER,
    command: '/bastion',
    text: 'help',
    token: 'made-up',
  };
  return http(new URLSearchParams({ ...form, response_url: 'http://127.0.0.1:9/', trigger_id: 'made-up' }).toString());
}

let presses = 0;

/** A press of Acknowledge on the notice of a session, signed. */
export function clickRequest(sessionId: string, messageTs: string): APIGatewayProxyEventV2 {
  const payload = {
    type: 'block_actions',
    user: { id: APPROVER, username: 'approver', name: 'approver', team_id: TEAM },
    api_app_id: 'A0BASTIONACK',
    token: 'made-up',
    container: { type: 'message', message_ts: messageTs, channel_id: CHANNEL, is_ephemeral: false },
    trigger_id: 'made-up',
    team: { id: TEAM, domain: 'made-up' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: CHANNEL, name: 'bastion' },
    message: { type: 'message', ts: messageTs, text: '', blocks: [] },
    state: { values: {} },
    response_url: 'http://127.0.0.1:9/',
    actions: [
      {
        type: 'button',
        action_id: 'acknowledge_session',
        block_id: 'decide',
        value: sessionId,
        action_ts: `1795482000.${String(++presses).padStart(6, '0')}`,
      },
    ],
  };
  return http(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
}

/** New sessions, and one delivery of their records by the log group. */
export function deliveryOf(count: number): { readonly sessionIds: readonly string[]; readonly event: object } {
  const principal = iamUser();
  const sessionIds = Array.from({ length: count }, () => `operator-${randomBytes(13).toString('hex')}`);
  const records = sessionIds.map((SessionId) =>
    startRecord({
      session: { SessionId, Target: LINUX },
      kind: 'shell',
      principal,
      sourceIp: '203.0.113.24',
      at: new Date(),
    }),
  );
  return { sessionIds, event: asSubscription(records) };
}

/** What Lambda hands to a function beside the event. */
export const CONTEXT = {
  functionName: 'bastion-ack',
  invokedFunctionArn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:bastion-ack',
};
