// CloudTrail records, by a CloudWatch Logs subscription and by EventBridge.
import { compose } from '../app/compose.ts';
import { readConfig } from '../app/config.ts';
import { onRecords } from '../app/invocations.ts';

export const handler = onRecords(compose(readConfig('session-events'), { slackTimeoutMillis: 10_000 }));
