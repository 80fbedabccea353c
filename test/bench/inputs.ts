// The events and the environment that every subject of the measurements gets.
import { randomBytes } from 'node:crypto';
import { createIamUser } from '../../local/aws/principals.ts';
import { createAwsEnvironment } from '../../local/environment.ts';
import { createStartRecord, toSubscriptionEvent } from '../../local/records.ts';
import { CHANNEL, TEAM } from '../handlers/requests.ts';

export const TABLE = 'bastion-sessions';
export const LINUX = 'i-0123456789abcdef0';
export const APPROVER = 'U0APPROVER1';
export const SECRETS_PATH = '/bastion-ack/slack';

/** Addresses of the edges. */
export interface Edges {
  readonly dynamodb: string;
  readonly ssm: string;
  readonly slack: string;
}

/** The environment of every subject. */
export function environmentOf(edges: Edges): Record<string, string> {
  return {
    ...createAwsEnvironment({ dynamodb: edges.dynamodb, ssm: edges.ssm, lambda: edges.ssm }),
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

/** One delivery of starts by the log group. */
export function deliveryOfStarts(
  sessions: readonly { readonly sessionId: string; readonly operator?: string }[],
): object {
  const records = sessions.map(({ sessionId: SessionId, operator }) =>
    createStartRecord({
      session: { SessionId, Target: LINUX },
      kind: 'shell',
      principal: createIamUser(operator),
      sourceIp: '203.0.113.24',
      at: new Date(),
    }),
  );
  return toSubscriptionEvent(records);
}

/** New sessions, and one delivery of their records by the log group. */
export function deliveryOf(count: number): { readonly sessionIds: readonly string[]; readonly event: object } {
  const sessionIds = Array.from({ length: count }, () => `operator-${randomBytes(13).toString('hex')}`);
  return { sessionIds, event: deliveryOfStarts(sessionIds.map((sessionId) => ({ sessionId }))) };
}

/** The context that Lambda gives to a function beside the event. */
export const CONTEXT = {
  functionName: 'bastion-ack',
  invokedFunctionArn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:bastion-ack',
};
