// HTTP from Slack: the buttons of a notice, and /bastion.
import { readConfig } from '../app/config.ts';
import { later } from '../app/kept.ts';
import { openings } from '../app/opening.ts';

const config = readConfig('slack');
const opening = openings(config);

export const handler = later(async () => {
  const { composeSlack } = await import('../app/compose-slack.ts');
  return composeSlack(config, opening);
});
