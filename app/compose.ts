// From the settings to a workflow over the real ports: the only file that knows all adapters.
import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createControlStore } from './aws/control-store.ts';
import { createExporter } from './aws/exporter.ts';
import { createHosts } from './aws/hosts.ts';
import { createLiveSessions } from './aws/live-sessions.ts';
import { createMonitor, type FlushingMonitor } from './aws/monitor.ts';
import { readParameter, readSlackSecrets, type SlackSecrets } from './aws/parameters.ts';
import { createSessionStore } from './aws/session-store.ts';
import { createTrail } from './aws/trail-log.ts';
import { createWatchdog } from './aws/watchdog.ts';
import { type Config, operatorsIn, refuseToCutEverywhere, targetsIn } from './config.ts';
import type { Clock, ControlStore, Directory, SessionStore } from './ports.ts';
import type { Targets } from './session/target.ts';
import { SlackClient } from './slack/client.ts';
import { createDirectory } from './slack/directory.ts';
import { createMessenger } from './slack/messenger.ts';
import type { Look } from './slack/notice.ts';
import { createGate } from './workflow/gate.ts';
import type { Settings } from './workflow/settings.ts';
import { createWorkflow, type Workflow } from './workflow.ts';

export interface Composed {
  readonly workflow: Workflow;
  readonly monitor: FlushingMonitor;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly client: SlackClient;
  readonly secrets: SlackSecrets;
  readonly look: Look;
  readonly store: SessionStore;
  readonly controls: ControlStore;
  readonly targets: Targets;
}

export interface ComposeOptions {
  /** How long one call to Slack may take: a click has 3 seconds for everything */
  readonly slackTimeoutMillis: number;
  /** Marks every notice as a trial (the local run, in a real workspace) */
  readonly trial?: boolean;
}

/** What every handler has; what only one of them demands is checked by readConfig. */
type Settled = Config<'session-events'>;

const clock: Clock = {
  now: () => new Date(),
  pause: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
};

/** Calls of a click are answered in milliseconds or not at all; the SDK tries each again twice. */
const dynamoTimeouts = { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true };
const ssmTimeouts = { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

export async function compose(config: Settled, options: ComposeOptions): Promise<Composed> {
  const ssm = new SSMClient({ requestHandler: ssmTimeouts, maxAttempts: 3 });
  const [secrets, settings] = await Promise.all([secretsOf(config, ssm), settingsOf(config, ssm)]);
  const monitor = createMonitor('bastion-ack');
  const client = new SlackClient(secrets.botToken, {
    apiUrl: config.SLACK_API_URL,
    timeoutMillis: options.slackTimeoutMillis,
  });
  const look = lookOf(config, options.trial ?? false);
  const directory = createDirectory(client, clock);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: dynamoTimeouts, maxAttempts: 3 }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const controls = createControlStore(dynamo, config.SESSIONS_TABLE);
  const store = createSessionStore(dynamo, config.SESSIONS_TABLE);
  const lambda = new LambdaClient({ maxAttempts: 1 });
  const { SLACK_CHANNEL: channel, ESCALATION_CHANNEL: escalationChannel, TRAIL_LOG_GROUP: logGroup } = config;
  const workflow = createWorkflow(
    {
      controls,
      gate: createGate({ controls, clock, monitor }),
      hosts: createHosts(ssm, config.WARN_DOCUMENT),
      trail: logGroup === undefined ? undefined : createTrail(new CloudWatchLogsClient({ maxAttempts: 3 }), logGroup),
      audiences: { escalation: escalationChannel !== undefined, host: config.WARN_ON_HOST },
      store,
      messenger: createMessenger(client, { channel, escalationChannel }, look, clock),
      live: createLiveSessions(ssm),
      watchdog: createWatchdog(lambda, config.WATCHDOG_FUNCTION),
      exporter: createExporter(lambda, config.AUDIT_EXPORT_FUNCTION),
      directory,
      clock,
      monitor,
      deadlines: look.deadlines,
      newId: randomUUID,
    },
    settings,
  );
  const { targets } = settings;
  return { workflow, monitor, clock, directory, client, secrets, look, store, controls, targets };
}

async function secretsOf(config: Settled, ssm: SSMClient): Promise<SlackSecrets> {
  const { SLACK_SECRETS_PATH: path, SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret } = config;
  if (path !== undefined) return readSlackSecrets(ssm, path);
  if (botToken === undefined) throw new Error('SLACK_BOT_TOKEN is not set: readConfig should have said so');
  return { botToken, signingSecret };
}

async function settingsOf(config: Settled, ssm: SSMClient): Promise<Settings> {
  const { BASTION_TARGETS: targetsOr, OPERATORS: operatorsOr } = config;
  const [targets, operators] = await Promise.all([
    'value' in targetsOr ? targetsOr.value : readParameter(ssm, targetsOr.parameter).then(targetsIn),
    'value' in operatorsOr ? operatorsOr.value : readParameter(ssm, operatorsOr.parameter).then(operatorsIn),
  ]);
  refuseToCutEverywhere(config, targets);
  return {
    targets,
    operators,
    approverUsers: config.APPROVER_USERS,
    approverGroup: config.APPROVER_USER_GROUP,
    operatorEmailDomain: config.OPERATOR_EMAIL_DOMAIN,
    pinnedRoles: config.PINNED_ROLES,
    shellDocuments: config.SHELL_DOCUMENTS,
    auditorUsers: config.AUDITOR_USERS,
    auditorGroup: config.AUDITOR_USER_GROUP,
    timeZone: config.TIME_ZONE,
    digestAt: config.DIGEST_AT,
    pollEverySeconds: config.POLL_EVERY_SECONDS,
    replayEveryMinutes: config.REPLAY_EVERY_MINUTES,
  };
}

function lookOf(config: Settled, trial: boolean): Look {
  const { APPROVER_USERS: users, APPROVER_USER_GROUP: group } = config;
  return {
    timeZone: config.TIME_ZONE,
    locale: config.LOCALE,
    deadlines: {
      remindAfterMinutes: config.REMIND_AFTER_MINUTES,
      acknowledgeWithinMinutes: config.ACKNOWLEDGE_WITHIN_MINUTES,
      lapseAfterHours: config.LAPSE_AFTER_HOURS,
      onDeadline: config.ON_DEADLINE,
      warnBeforeMinutes: config.WARN_BEFORE_MINUTES,
      noticeWithinMinutes: config.NOTICE_WITHIN_MINUTES,
      onNoNotice: config.ON_NO_NOTICE,
    },
    approvers: { users, group },
    escalates: config.ESCALATION_CHANNEL !== undefined,
    mention: config.MENTION_APPROVERS ? { users, group } : { users: [] },
    trial,
  };
}
