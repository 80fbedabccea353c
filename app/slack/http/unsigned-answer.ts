/** Body of the 401 for a request without Slack's signature: no gateway answers with it, so it proves that the app was reached. */
export const UNSIGNED_ANSWER = 'bastion-ack: not signed by Slack';
