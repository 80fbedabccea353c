// CloudTrail records, by a CloudWatch Logs subscription and by EventBridge.

import { openings } from '../app/composition/startup.ts';
import { readConfig } from '../app/config/read-config.ts';
import { later } from '../app/lib/lazy.ts';

const config = readConfig('session-events');
const opening = openings(config);

export const handler = later(async () => {
  const [{ onRecords }, { compose }] = await Promise.all([
    import('../app/composition/lambda-handlers.ts'),
    import('../app/composition/core.ts'),
  ]);
  return onRecords(() => compose(config, opening(), { slackTimeoutMillis: 10_000 }));
});
