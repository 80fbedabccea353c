// Runs a watchdog pass each minute. On request it confirms the termination of one session, or runs the checks.
import { compose } from '../app/composition/core.ts';
import { startReading } from '../app/composition/startup.ts';
import { createWatchdogHandler, withChecking } from '../app/composition/watchdog-handler.ts';
import { readConfig } from '../app/config/read-config.ts';

const config = readConfig('watchdog');

export const handler = createWatchdogHandler(async () =>
  withChecking(config, await compose(config, startReading(config), { slackTimeoutMillis: 10_000 })),
);
