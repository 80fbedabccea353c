// Looks after what is open: each minute at everything, and at one session when it is asked to.
import { compose } from '../app/compose.ts';
import { readConfig } from '../app/config.ts';
import { onWatch } from '../app/invocations.ts';
import { begin } from '../app/opening.ts';

const config = readConfig('watchdog');

export const handler = onWatch(() => compose(config, begin(config), { slackTimeoutMillis: 10_000 }));
