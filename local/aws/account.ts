// Account, region and credentials of the local stand-ins; all of them are fictitious.

/** AWS's own example account. */
export const ACCOUNT = '111122223333';
export const REGION = 'ap-northeast-1';
/** The log group of the trail. */
export const LOG_GROUP = 'bastion-trail';

/** Fictitious; AWS accepts them nowhere. */
export const CREDENTIALS = { accessKeyId: 'AKIAMADEUPFORLOCAL00', secretAccessKey: 'made-up' };

/** Settings of an AWS client that calls a stand-in only, regardless of the environment. */
export function createClientConfig(endpoint: string) {
  return { endpoint, region: REGION, credentials: CREDENTIALS };
}

/** The stream URL of a StartSession response. Nothing listens there, and Slack must never show it. */
export function createStreamUrl(sessionId: string): string {
  const cell = Buffer.from('a made-up cell number').toString('base64');
  return `wss://ssmmessages.${REGION}.amazonaws.com/v1/data-channel/${sessionId}?role=publish_subscribe&cell-number=${cell}`;
}
