// CloudTrail records, by a CloudWatch Logs subscription and by EventBridge.

import { createStartupReads } from '../app/composition/startup.ts';
import { readConfig } from '../app/config/read-config.ts';
import { lazyFunction } from '../app/lib/lazy.ts';

const config = readConfig('session-events');
const reads = createStartupReads(config);

export const handler = lazyFunction(async () => {
  const [{ createRecordsHandler: onRecords }, { compose }] = await Promise.all([
    import('../app/composition/lambda-handlers.ts'),
    import('../app/composition/core.ts'),
  ]);
  return onRecords(() => compose(config, reads(), { slackTimeoutMillis: 10_000 }));
});
