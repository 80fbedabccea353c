// CloudTrail records, by a CloudWatch Logs subscription and by EventBridge.
import { readConfig } from '../app/config.ts';
import { later } from '../app/kept.ts';
import { openings } from '../app/opening.ts';

const config = readConfig('session-events');
const opening = openings(config);

export const handler = later(async () => {
  const [{ onRecords }, { compose }] = await Promise.all([
    import('../app/invocations.ts'),
    import('../app/compose.ts'),
  ]);
  return onRecords(() => compose(config, opening(), { slackTimeoutMillis: 10_000 }));
});
