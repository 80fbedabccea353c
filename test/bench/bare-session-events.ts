// The calls of a start, made by hand: a put of the new item, a post, and a put of the place of the post.
import { gunzipSync } from 'node:zlib';
import { put, replace, slack } from './by-hand.ts';

const { SLACK_CHANNEL: channel } = process.env;

/** Stores all before it posts the first, as the app does. */
export async function handler({ awslogs }: { readonly awslogs: { readonly data: string } }): Promise<void> {
  const { logEvents } = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString());
  const items = [];
  for (const { message } of logEvents) {
    const { userIdentity, requestParameters, responseElements, eventTime } = JSON.parse(message);
    const { sessionId } = responseElements;
    const at = { startedAt: eventTime, startedOn: eventTime.slice(0, 10), watch: 'open', dueAt: eventTime };
    const item = { sessionId, version: 1, operator: userIdentity.arn, target: requestParameters.target, ...at };
    await put(item);
    items.push(item);
  }
  for (const item of items) {
    const { ts } = await slack('chat.postMessage', { channel, text: `${item.operator} on ${item.target}` });
    await replace({ ...item, noticeTs: ts }, 1);
  }
}
