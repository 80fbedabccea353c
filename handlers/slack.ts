// Receives Slack's HTTP requests: buttons, and /bastion.

import { createStartupReads } from '../app/composition/startup.ts';
import { readConfig } from '../app/config/read-config.ts';
import { createLazyFunction } from '../app/lib/lazy.ts';

const config = readConfig('slack');
const reads = createStartupReads(config, { verifies: true });

export const handler = createLazyFunction(async () => {
  const { composeSlack } = await import('../app/composition/slack-endpoint.ts');
  return composeSlack(config, reads);
});
