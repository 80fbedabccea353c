// The checks outside the functions: with the environment of the deployed watchdog, and the caller's own permissions.
import { MissingSecretError, type SlackSecrets } from '../aws/ssm/parameters.ts';
import { needsAttention } from '../checks/outcome.ts';
import { readConfig } from '../config/read-config.ts';
import { readTs } from '../slack/http/call-outcome.ts';
import { formatCheck } from '../slack/i18n/check-texts.ts';
import { renderTestNotice, summaryOf } from '../slack/views/checks.ts';
import { openChecking } from './checking.ts';
import { compose } from './core.ts';
import { startReading } from './startup.ts';

export interface Examination {
  /** One for each check, and one that sums up; in the language of the team */
  readonly lines: readonly string[];
  readonly failed: number;
}

export interface Doctor {
  examine(): Promise<Examination>;
  /** @throws {Error} if Slack does not take it */
  postTestNotice(): Promise<void>;
}

const SLACK_TIMEOUT_MILLIS = 10_000;

/**
 * The AWS clients read `process.env`, so the environment must be there as well.
 * @throws {ConfigError} if it is not that of a watchdog
 * Without a bot token in Parameter Store Slack refuses what it is asked, and the other checks still run.
 * @throws {Error} if the bot token cannot be read
 */
export async function openDoctor(environment: NodeJS.ProcessEnv): Promise<Doctor> {
  const config = readConfig('watchdog', environment);
  const reads = startReading(config);
  const secrets = reads.secrets.catch(replaceMissing);
  const context = await compose(config, { ...reads, secrets }, { slackTimeoutMillis: SLACK_TIMEOUT_MILLIS });
  const checking = openChecking(config, context);
  const { client, settings, messageOptions } = context;
  return {
    async examine() {
      const results = await checking.run();
      const lines = results.map((result) => formatCheck(result, messageOptions));
      return { lines: [...lines, summaryOf(results, messageOptions)], failed: results.filter(needsAttention).length };
    },
    async postTestNotice() {
      const { text, blocks } = renderTestNotice(messageOptions);
      readTs(await client.chat.postMessage({ channel: settings.channel, text, blocks }));
    },
  };
}

/** Slack knows no such token. */
const NO_TOKEN: SlackSecrets = { botToken: 'xoxb-not-stored', signingSecret: undefined };

function replaceMissing(fault: unknown): SlackSecrets {
  if (fault instanceof MissingSecretError) return NO_TOKEN;
  throw fault;
}
