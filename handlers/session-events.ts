// Receives CloudTrail records from a CloudWatch Logs subscription and from EventBridge.

import { createStartupReads } from '../app/composition/startup.ts';
import { readConfig } from '../app/config/read-config.ts';
import { createLazyFunction } from '../app/lib/lazy.ts';

const config = readConfig('session-events');
const reads = createStartupReads(config);

export const handler = createLazyFunction(async () => {
  const [{ createRecordsHandler }, { compose }] = await Promise.all([
    import('../app/composition/records-handler.ts'),
    import('../app/composition/core.ts'),
  ]);
  return createRecordsHandler(() => compose(config, reads(), { slackTimeoutMillis: 10_000 }));
});
