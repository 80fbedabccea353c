// CloudTrail records, by a CloudWatch Logs subscription and by EventBridge.
import type { Context } from 'aws-lambda';
import { takeIn } from '../app/aws/delivery.ts';
import { compose, homeOf } from '../app/compose.ts';
import { readConfig } from '../app/config.ts';

const composed = compose(readConfig('session-events'), { slackTimeoutMillis: 10_000 });

export async function handler(event: unknown, context: Context): Promise<void> {
  const { workflow, monitor } = await composed;
  try {
    await takeIn(event, (observation) => workflow.observe(observation, homeOf(context)));
  } finally {
    monitor.flush();
  }
}
