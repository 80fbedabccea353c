// CloudTrail records, by a CloudWatch Logs subscription and by EventBridge.
import { compose } from '../app/compose.ts';
import { readConfig } from '../app/config.ts';
import { onRecords } from '../app/invocations.ts';

const config = readConfig('session-events');

export const handler = onRecords(() => compose(config, { slackTimeoutMillis: 10_000 }));
