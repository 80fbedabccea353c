// Systems Manager as the functions meet it: Parameter Store with the two Slack secrets, and behind it the sessions.
import { setTimeout } from 'node:timers/promises';
import { type Loopback, startLoopback } from '../../local/aws/loopback.ts';
import type { SsmStandIn } from '../../local/aws/ssm.ts';
import { SIGNING_SECRET } from '../handlers/requests.ts';
import { SECRETS_PATH } from './inputs.ts';

const named = (name: string, Value: string) => ({ Name: `${SECRETS_PATH}/${name}`, Type: 'SecureString', Value });
const Parameters = [named('bot-token', 'xoxb-made-up'), named('signing-secret', SIGNING_SECRET)];

/**
 * @param millis duration of each call about sessions
 * @param onAsked gets the name of each of these calls, e.g. "AmazonSSM.TerminateSession", and its body
 */
export async function startSsmFront(
  ssm: SsmStandIn,
  millis = 0,
  onAsked: (target: string, body: string) => void = () => {},
): Promise<Loopback> {
  return startLoopback(async ({ headers, body }) => {
    const target = String(headers['x-amz-target']);
    const type = { 'content-type': 'application/x-amz-json-1.1' };
    if (target === 'AmazonSSM.GetParameters')
      return { status: 200, headers: type, body: JSON.stringify({ Parameters, InvalidParameters: [] }) };
    onAsked(target, body);
    if (millis > 0) await setTimeout(millis);
    const answer = await fetch(ssm.url, { method: 'POST', headers: { ...type, 'x-amz-target': target }, body });
    return { status: answer.status, headers: type, body: await answer.text() };
  });
}
