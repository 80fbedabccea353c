// HTTP from Slack: the buttons of a notice, and /bastion.
import { composeSlack } from '../app/compose-slack.ts';
import { readConfig } from '../app/config.ts';

export const handler = composeSlack(readConfig('slack'));
