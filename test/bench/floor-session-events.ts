// The floor of `session-events`: gunzip, one conditional put and one post, by hand, with no rules.
import { gunzipSync } from 'node:zlib';
import { put, slack } from './by-hand.ts';

const { SLACK_CHANNEL: channel } = process.env;

export async function handler({ awslogs }: { readonly awslogs: { readonly data: string } }): Promise<void> {
  const { logEvents } = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString());
  for (const { message } of logEvents) {
    const { userIdentity, requestParameters, responseElements, eventTime } = JSON.parse(message);
    const { sessionId } = responseElements;
    await put({
      sessionId,
      version: 1,
      operator: userIdentity.arn,
      target: requestParameters.target,
      startedAt: eventTime,
    });
    await slack('chat.postMessage', { channel, text: `${userIdentity.arn} on ${requestParameters.target}` });
  }
}
