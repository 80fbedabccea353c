// The checks over the real ports: loaded once a day by the watchdog, on request, and by the command line.
import { openAwsChecks } from '../aws/checks/open-aws-checks.ts';
import { EVENT_SOURCE, SESSION_CALLS } from '../aws/cloudtrail/trail-filter.ts';
import { TABLE } from '../aws/table.ts';
import type { CheckResult } from '../checks/outcome.ts';
import type { Checking, CheckPorts, CheckSettings } from '../checks/ports.ts';
import { runChecks } from '../checks/run-checks.ts';
import { parseCheckedResources } from '../config/read-config.ts';
import { memoizeAsync } from '../lib/lazy.ts';
import { createEndpoint } from '../slack/http/endpoint.ts';
import { listScopeNeeds } from '../slack/http/scopes.ts';
import { createCheckMessenger } from '../slack/outbound/check-messenger.ts';
import { createSlackChecks } from '../slack/outbound/check-slack.ts';
import type { WorkflowSettings } from '../workflow/settings.ts';
import type { AppContext } from './core.ts';
import type { Settled } from './startup.ts';

export type CheckedContext = Pick<AppContext, 'client' | 'settings' | 'messageOptions'> & {
  readonly ports: Pick<AppContext['ports'], 'clock' | 'controls'>;
};

const SLACK_API_URL = 'https://slack.com/api/';
const EXPECTED = {
  indexes: Object.keys(TABLE.indexes),
  eventSource: EVENT_SOURCE,
  calls: SESSION_CALLS,
};

/** @param region where the deployment is; that of the function by default */
export function openChecking(
  config: Settled,
  { client, settings, messageOptions, ports }: CheckedContext,
  region = process.env.AWS_REGION ?? '',
): Checking {
  const { clock, controls } = ports;
  const { SLACK_API_URL: apiUrl, ENDPOINT_URL: url, CHECKED_RESOURCES: resources } = config;
  const aws = openAwsChecks(region);

  /** New for each run: some answers are asked for once in a run. */
  function openPorts(): CheckPorts {
    return {
      ...aws,
      resources: memoizeAsync(async () =>
        'value' in resources ? resources.value : parseCheckedResources(await aws.parameter(resources.parameter)),
      ),
      ...createSlackChecks(client, apiUrl ?? SLACK_API_URL, clock),
      endpoint: async () => (url === undefined ? undefined : createEndpoint(url).probe()),
      slackSeenAt: async () => (await controls.read('#slackSeen')).value?.at,
      polledAt: async () => (await controls.read('#lastPoll')).value?.at,
      firstPassAt: async () => (await controls.read('#watermark')).value?.first,
    };
  }

  return {
    run: (): Promise<readonly CheckResult[]> =>
      runChecks({
        ask: openPorts(),
        settings: checkSettingsOf(config, settings),
        expected: EXPECTED,
        now: clock.now(),
      }),
    ...createCheckMessenger(client, { channel: settings.channel, messageOptions, apiUrl }),
  };
}

function checkSettingsOf(config: Settled, settings: WorkflowSettings): CheckSettings {
  const needs = [...listScopeNeeds({ ...settings, acknowledgeReaction: config.ACKNOWLEDGE_REACTION })];
  return {
    approverUsers: settings.approverUsers,
    approverGroup: settings.approverGroup,
    operators: settings.operators,
    pinnedRoles: settings.pinnedRoles,
    secretsPath: config.SLACK_SECRETS_PATH,
    teamId: config.SLACK_TEAM_ID,
    channel: settings.channel,
    escalationChannel: settings.escalationChannel,
    neededScopes: needs.flatMap(([scope, need]) => (need === 'required' ? [scope] : [])),
    endpointUrl: config.ENDPOINT_URL,
    table: config.SESSIONS_TABLE,
    trailLogGroup: config.TRAIL_LOG_GROUP,
    targets: settings.targets,
    sealKey: config.SEAL_KEY,
    archiveBucket: config.ARCHIVE_BUCKET,
  };
}
