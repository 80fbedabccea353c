// From the configuration to the real ports: the only file that knows all adapters.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createControlStore } from '../aws/dynamodb/control-store.ts';
import { createSessionStore } from '../aws/dynamodb/session-store.ts';
import { createMonitor, type FlushingMonitor } from '../aws/monitor.ts';
import type { SlackSecrets } from '../aws/ssm/parameters.ts';
import { memoizeAsync } from '../lib/lazy.ts';
import { createLazyPort } from '../lib/lazy-port.ts';
import { createTimeLimit, type TimeLimit } from '../lib/time-limit.ts';
import type { Clock, Endpoint, EventBus, Ports, Trail } from '../ports.ts';
import { SlackClient } from '../slack/http/client.ts';
import { createWorkspaceUrl, type WorkspaceUrl } from '../slack/http/workspace-url.ts';
import type { MessageOptions } from '../slack/i18n/message-options.ts';
import type { SlackDirectory } from '../slack/inbound/slack-directory.ts';
import { createDirectory } from '../slack/outbound/directory.ts';
import { createMessenger } from '../slack/outbound/messenger.ts';
import type { WorkflowSettings } from '../workflow/settings.ts';
import { createPostThrottle } from '../workflow/slack-sync/post-throttle.ts';
import type { Settled, StartupReads } from './startup.ts';

export interface AppContext {
  readonly ports: Ports;
  readonly settings: WorkflowSettings;
  readonly messageOptions: MessageOptions;
  readonly monitor: FlushingMonitor;
  readonly directory: SlackDirectory;
  readonly client: SlackClient;
  /** Links to messages begin with it */
  readonly workspaceUrl: WorkspaceUrl;
  /** Time limit of all calls but those to the table */
  readonly limit: TimeLimit;
  readonly secrets: SlackSecrets;
}

export interface ComposeOptions {
  /** Time limit of one call to Slack: a click has 3 seconds for everything */
  readonly slackTimeoutMillis: number;
  /** Marks every notice as a trial (the local run, in a real workspace) */
  readonly trial?: boolean;
}

const clock: Clock = {
  now: () => new Date(),
  pause: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
};

/** The table answers a click in milliseconds or not at all; the SDK tries each call twice more. */
const dynamoTimeouts = { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true };

/** @param reads the reads of Parameter Store that are on their way */
export async function compose(config: Settled, reads: StartupReads, options: ComposeOptions): Promise<AppContext> {
  const [secrets, settings] = await Promise.all([reads.secrets, reads.settings]);
  const monitor = createMonitor(config.SERVICE_NAME);
  const limit = createTimeLimit();
  const client = new SlackClient(secrets.botToken, {
    limit,
    apiUrl: config.SLACK_API_URL,
    timeoutMillis: options.slackTimeoutMillis,
  });
  const messageOptions = messageOptionsOf(settings, config, options.trial ?? false);
  const workspaceUrl = createWorkspaceUrl(client, clock);
  const directory = createDirectory(client, clock);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: dynamoTimeouts, maxAttempts: 3 }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const systemsManager = memoizeAsync(async () => (await import('../aws/ssm/systems-manager.ts')).openSystemsManager());
  const controls = createControlStore(dynamo, config.SESSIONS_TABLE);
  const { TRAIL_LOG_GROUP: logGroup, EVENT_BUS: bus, ENDPOINT_URL: endpointUrl } = config;
  const ports: Ports = {
    controls,
    throttle: createPostThrottle({ controls, clock, monitor }),
    nodes: createLazyPort(async () => {
      const { createManagedNodes } = await import('../aws/ssm/managed-nodes.ts');
      return createManagedNodes(await systemsManager(), config.WARN_DOCUMENT, limit);
    }),
    trail: logGroup === undefined ? undefined : createLazyPort(() => openTrail(logGroup, limit)),
    bus: bus === undefined ? undefined : createLazyPort(() => openBus(bus, limit)),
    endpoint: endpointUrl === undefined ? undefined : createLazyPort(() => openEndpoint(endpointUrl)),
    audiences: settings,
    store: createSessionStore(dynamo, config.SESSIONS_TABLE),
    messenger: createMessenger(client, settings, messageOptions, clock, workspaceUrl),
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
    deadlines: settings,
    newId: randomUUID,
  };
  return { ports, settings, messageOptions, monitor, directory, client, workspaceUrl, limit, secrets };
}

async function openTrail(logGroup: string, limit: TimeLimit): Promise<Trail> {
  const [{ CloudWatchLogsClient }, { createTrail }] = await Promise.all([
    import('@aws-sdk/client-cloudwatch-logs'),
    import('../aws/cloudtrail/trail-log.ts'),
  ]);
  return createTrail(new CloudWatchLogsClient({ maxAttempts: 3 }), logGroup, limit);
}

async function openBus(bus: string, limit: TimeLimit): Promise<EventBus> {
  return (await import('../aws/event-bus.ts')).openEventBus(bus, limit);
}

async function openEndpoint(url: string): Promise<Endpoint> {
  return (await import('../slack/http/endpoint.ts')).createEndpoint(url);
}

function messageOptionsOf(
  settings: WorkflowSettings,
  { LOCALE: locale, TIMES: times, MENTION_APPROVERS: mentions, SESSION_LOG_URL: sessionLogUrl }: Settled,
  trial: boolean,
): MessageOptions {
  const { timeZone, approverUsers: users, approverGroup: group, escalationChannel } = settings;
  return {
    timeZone,
    locale,
    times,
    deadlines: settings,
    approvers: { users, group },
    escalates: escalationChannel !== undefined,
    mention: mentions ? { users, group } : { users: [] },
    trial,
    sessionLogUrl,
  };
}
