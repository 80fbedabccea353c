// HTTP from Slack: the buttons of a notice, and /bastion.

import { openings } from '../app/composition/startup.ts';
import { readConfig } from '../app/config/read-config.ts';
import { later } from '../app/lib/lazy.ts';

const config = readConfig('slack');
const opening = openings(config);

export const handler = later(async () => {
  const { composeSlack } = await import('../app/composition/slack-endpoint.ts');
  return composeSlack(config, opening);
});
