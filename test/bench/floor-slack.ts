// The floor of `slack`: a signature check and the same calls of the same SDK clients, by hand, with no framework and no rules.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { held, read, replace, slack } from './by-hand.ts';

export async function handler({ headers, body = '' }: APIGatewayProxyEventV2) {
  const form = Buffer.from(body, 'base64').toString();
  const base = `v0:${headers['x-slack-request-timestamp']}:${form}`;
  const expected = `v0=${createHmac('sha256', await held('signing-secret'))
    .update(base)
    .digest('hex')}`;
  const given = headers['x-slack-signature'] ?? '';
  if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), Buffer.from(expected)))
    return { statusCode: 401, body: '' };
  const payload = new URLSearchParams(form).get('payload');
  if (payload === null) {
    const text = 'Help: who, pending, history, acknowledge, terminate, export.';
    return { statusCode: 200, body: JSON.stringify({ response_type: 'ephemeral', text }) };
  }
  await acknowledge(JSON.parse(payload));
  return { statusCode: 200, body: '' };
}

interface Payload {
  readonly user: { readonly id: string };
  readonly container: { readonly channel_id: string; readonly message_ts: string };
  readonly actions: readonly { readonly value: string }[];
}

async function acknowledge({ user, container, actions: [action] }: Payload): Promise<void> {
  const item = await read(action?.value);
  const version = Number(item.version);
  await replace({ ...item, acknowledged: { by: user.id, at: new Date().toISOString() } }, version);
  const { channel_id: channel, message_ts: ts } = container;
  await slack('chat.update', { channel, ts, text: `Acknowledged by <@${user.id}>` });
  await replace({ ...item, shown: true }, version + 1);
}
