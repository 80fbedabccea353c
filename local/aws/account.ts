// The made-up account and region that everything local lives in.

/** AWS's own example account. */
export const ACCOUNT = '111122223333';
export const REGION = 'ap-northeast-1';
/** Where the trail writes its records. */
export const LOG_GROUP = 'bastion-trail';

/** Made up; no AWS takes them. */
export const CREDENTIALS = { accessKeyId: 'AKIAMADEUPFORLOCAL00', secretAccessKey: 'made-up' };

/** Settings of an AWS client that speaks to a stand-in and to nothing else, whatever the environment says. */
export function createClientConfig(endpoint: string) {
  return { endpoint, region: REGION, credentials: CREDENTIALS };
}

/** The address that StartSession answers with; nothing listens there, and no record may show it in Slack. */
export function createStreamUrl(sessionId: string): string {
  const cell = Buffer.from('a made-up cell number').toString('base64');
  return `wss://ssmmessages.${REGION}.amazonaws.com/v1/data-channel/${sessionId}?role=publish_subscribe&cell-number=${cell}`;
}
