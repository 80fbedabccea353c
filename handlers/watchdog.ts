// Runs a watchdog pass each minute, and confirms the termination of one session on request.
import { compose } from '../app/composition/core.ts';
import { startReading } from '../app/composition/startup.ts';
import { createWatchdogHandler } from '../app/composition/watchdog-handler.ts';
import { readConfig } from '../app/config/read-config.ts';

const config = readConfig('watchdog');

export const handler = createWatchdogHandler(() =>
  compose(config, startReading(config), { slackTimeoutMillis: 10_000 }),
);
