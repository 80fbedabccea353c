// From the settings to a workflow over the real ports: the only file that knows all adapters.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createControlStore } from '../aws/dynamodb/control-store.ts';
import { createSessionStore } from '../aws/dynamodb/session-store.ts';
import { createMonitor, type FlushingMonitor } from '../aws/monitor.ts';
import type { SlackSecrets } from '../aws/ssm/parameters.ts';
import type { Config } from '../config/read-config.ts';
import { memoizeAsync } from '../lib/lazy.ts';
import { createLazyPort } from '../lib/lazy-port.ts';
import { SERVICE } from '../lib/metrics.ts';
import { createTimeLimit, type TimeLimit } from '../lib/time-limit.ts';
import type { Clock, ControlStore, SessionStore, Trail } from '../ports.ts';
import type { Targets } from '../session/target.ts';
import { SlackClient } from '../slack/http/client.ts';
import type { MessageOptions } from '../slack/i18n/message-options.ts';
import { createDirectory, type SlackDirectory } from '../slack/outbound/directory.ts';
import { createMessenger } from '../slack/outbound/messenger.ts';
import { createPostThrottle } from '../workflow/slack-sync/post-throttle.ts';
import { createWorkflow, type Workflow } from '../workflow/workflow.ts';
import type { StartupReads } from './startup.ts';

export interface AppContext {
  readonly workflow: Workflow;
  readonly monitor: FlushingMonitor;
  readonly clock: Clock;
  readonly directory: SlackDirectory;
  readonly client: SlackClient;
  /** Of all calls but those to the table */
  readonly limit: TimeLimit;
  readonly secrets: SlackSecrets;
  readonly messageOptions: MessageOptions;
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

/** @param reads what is being read of Parameter Store meanwhile */
export async function compose(config: Settled, reads: StartupReads, options: ComposeOptions): Promise<AppContext> {
  const [secrets, settings] = await Promise.all([reads.secrets, reads.settings]);
  const monitor = createMonitor(SERVICE);
  const limit = createTimeLimit();
  const client = new SlackClient(secrets.botToken, {
    limit,
    apiUrl: config.SLACK_API_URL,
    timeoutMillis: options.slackTimeoutMillis,
  });
  const messageOptions = lookOf(config, options.trial ?? false);
  const directory = createDirectory(client, clock);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: dynamoTimeouts, maxAttempts: 3 }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const systemsManager = memoizeAsync(async () => (await import('../aws/ssm/systems-manager.ts')).openSystemsManager());
  const controls = createControlStore(dynamo, config.SESSIONS_TABLE);
  const store = createSessionStore(dynamo, config.SESSIONS_TABLE);
  const { SLACK_CHANNEL: channel, ESCALATION_CHANNEL: escalationChannel, TRAIL_LOG_GROUP: logGroup } = config;
  const workflow = createWorkflow(
    {
      controls,
      throttle: createPostThrottle({ controls, clock, monitor }),
      nodes: createLazyPort(async () => {
        const { createManagedNodes: createHosts } = await import('../aws/ssm/managed-nodes.ts');
        return createHosts(await systemsManager(), config.WARN_DOCUMENT, limit);
      }),
      trail: logGroup === undefined ? undefined : createLazyPort(() => openTrail(logGroup, limit)),
      audiences: { escalation: escalationChannel !== undefined, host: config.WARN_ON_HOST },
      store,
      messenger: createMessenger(client, { channel, escalationChannel }, messageOptions, clock),
      live: createLazyPort(async () => {
        const { createLiveSessions } = await import('../aws/ssm/live-sessions.ts');
        return createLiveSessions(await systemsManager(), limit);
      }),
      watchdog: createLazyPort(async () => {
        const { openWatchdog } = await import('../aws/invoke-watchdog.ts');
        return openWatchdog(config.WATCHDOG_FUNCTION);
      }),
      exporter: createLazyPort(async () => {
        const { openExporter } = await import('../aws/invoke-export.ts');
        return openExporter(config.AUDIT_EXPORT_FUNCTION);
      }),
      directory,
      clock,
      monitor,
      deadlines: messageOptions.deadlines,
      newId: randomUUID,
    },
    settings,
  );
  const { targets } = settings;
  return { workflow, monitor, clock, directory, client, limit, secrets, messageOptions, store, controls, targets };
}

async function openTrail(logGroup: string, limit: TimeLimit): Promise<Trail> {
  const [{ CloudWatchLogsClient }, { createTrail }] = await Promise.all([
    import('@aws-sdk/client-cloudwatch-logs'),
    import('../aws/cloudtrail/trail-log.ts'),
  ]);
  return createTrail(new CloudWatchLogsClient({ maxAttempts: 3 }), logGroup, limit);
}

function lookOf(config: Settled, trial: boolean): MessageOptions {
  const { APPROVER_USERS: users, APPROVER_USER_GROUP: group } = config;
  return {
    timeZone: config.TIME_ZONE,
    locale: config.LOCALE,
    times: config.TIMES,
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
