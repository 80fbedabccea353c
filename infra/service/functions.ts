// The four functions, each with its environment and the least permissions that it needs.
import {
  Duration,
  type aws_iam as iam,
  aws_lambda as lambda,
  type aws_logs as logs,
  Stack,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Environment } from '../../app/config/read-config.ts';
import { nodeArn } from '../access/operator-access.ts';
import { acknowledgeWildcard, allow } from '../access/permissions.ts';
import type { Archive } from '../evidence/archive.ts';
import type { SessionsTable, TableIndex } from '../evidence/sessions-table.ts';
import type { Names } from '../names.ts';
import type { Deployed, Variables } from './environment.ts';
import type { Movable } from './environment-size.ts';
import { HandlerFunction, type HandlerFunctionProps } from './handler-function.ts';
import type { Secrets } from './secrets.ts';

export interface FunctionsProps {
  /** Folder of the bundles */
  readonly bundles: string;
  /** The app's variables from the settings */
  readonly variables: Variables;
  /** Ids by name; one or more */
  readonly targets: ReadonlyMap<string, string>;
  readonly pinnedRoles: readonly string[];
  readonly shellDocuments: readonly string[];
  readonly sessionsTable: SessionsTable;
  readonly secrets: Secrets;
  readonly archive: Archive;
  readonly trailLogGroup: logs.ILogGroup;
  readonly names: Pick<Names, 'stack' | 'parameters' | 'warningDocument'>;
  /** Undefined where the deployment keeps no logs of sessions */
  readonly sessionLogUrl: string | undefined;
  /** Slack sends the clicks there, and the watchdog asks there whether they can arrive */
  readonly endpointUrl: string;
  /** Variables that are too long for an environment */
  readonly inParameterStore: ReadonlySet<Movable>;
  readonly logDays: number;
  /** True to run one watchdog at a time. Accounts with a low quota of concurrency refuse this; two at once do no harm. */
  readonly reserveWatchdog: boolean;
}

const MINUTE = Duration.minutes(1);

/** @throws {Error} if there is no target, or a required variable is missing */
export class Functions extends Construct {
  readonly slack: HandlerFunction<'slack'>;
  readonly sessionEvents: HandlerFunction<'session-events'>;
  readonly watchdog: HandlerFunction<'watchdog'>;
  readonly auditExport: HandlerFunction<'audit-export'>;
  /** Receives Slack's requests and the ping: an alias can be kept warm, and rolled back */
  readonly slackAlias: lambda.Alias;
  /** For confirmations, which may wait a little; scheduled invocations may not */
  readonly watchdogAlias: lambda.Alias;
  /** Every function may read them */
  private readonly parameters: ssm.StringParameter[] = [];

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    if (props.targets.size === 0) throw new Error('The app has no bastion to watch: name one or more.');
    const shared = this.shared(props);
    const noticing = {
      ...shared,
      ...(props.sessionLogUrl !== undefined && { SESSION_LOG_URL: props.sessionLogUrl }),
    };
    this.watchdog = this.createFunction('watchdog', props, {
      description: 'Every minute: missed sessions, reminders, deadlines, ended sessions, missing notices.',
      environment: { ...noticing, WARN_DOCUMENT: props.names.warningDocument, ENDPOINT_URL: props.endpointUrl },
      memoryMiB: 1024,
      timeout: MINUTE,
      ...(props.reserveWatchdog && { reservedConcurrency: 1 }),
    });
    // No retry: the next scheduled pass does the same work with newer data.
    this.watchdog.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: MINUTE });
    this.watchdogAlias = new lambda.Alias(this, 'Confirm', {
      aliasName: 'confirm',
      version: this.watchdog.function.currentVersion,
      retryAttempts: 0,
      // If the account's concurrency is used up, or a reserved one by a pass, Lambda tries again for this long.
      maxEventAge: Duration.minutes(3),
    });
    this.auditExport = this.createFunction('audit-export', props, {
      description: 'Every night a seal, every month a report, and exports on request.',
      environment: shared,
      memoryMiB: 2048,
      diskMiB: 2048,
      timeout: Duration.minutes(15),
    });
    this.sessionEvents = this.createFunction('session-events', props, {
      description: 'Stores the CloudTrail records of Session Manager and announces the sessions.',
      environment: noticing,
      memoryMiB: 1024,
      timeout: MINUTE,
    });
    this.slack = this.createFunction('slack', props, {
      description: 'Answers buttons and /bastion within the three seconds that Slack allows.',
      environment: {
        ...noticing,
        SLACK_TEAM_ID: requireVariable(props.variables, 'SLACK_TEAM_ID'),
        WATCHDOG_FUNCTION: this.watchdogAlias.functionArn,
        AUDIT_EXPORT_FUNCTION: this.auditExport.function.functionName,
      },
      // One full vCPU, which a cold start needs: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
      memoryMiB: 1769,
      timeout: Duration.seconds(15),
    });
    this.slackAlias = new lambda.Alias(this, 'Live', {
      aliasName: 'live',
      version: this.slack.function.currentVersion,
      retryAttempts: 0,
      maxEventAge: MINUTE,
    });
    this.grantPermissions(props);
  }

  /** All four functions, by handler name. */
  get all(): ReadonlyMap<Deployed, HandlerFunction> {
    return new Map<Deployed, HandlerFunction>([
      ['slack', this.slack],
      ['session-events', this.sessionEvents],
      ['watchdog', this.watchdog],
      ['audit-export', this.auditExport],
    ]);
  }

  private createFunction<H extends Deployed>(
    handler: H,
    { bundles, logDays }: FunctionsProps,
    props: Omit<HandlerFunctionProps<NoInfer<H>>, 'handler' | 'bundles' | 'logDays'>,
  ): HandlerFunction<H> {
    return new HandlerFunction(this, IDS[handler], { ...props, handler, bundles, logDays });
  }

  /** The environment that every function has; those that show notices also know where the log of a session is. */
  private shared(props: FunctionsProps): Environment<'session-events'> {
    const { variables, sessionsTable, archive, secrets } = props;
    return {
      ...variables,
      SERVICE_NAME: props.names.stack,
      SESSIONS_TABLE: sessionsTable.table.tableName,
      SLACK_CHANNEL: requireVariable(variables, 'SLACK_CHANNEL'),
      SLACK_SECRETS_PATH: secrets.path,
      ...this.inlineOrParameter('BASTION_TARGETS', targetsJson(props.targets), props),
      ...(variables.OPERATORS !== undefined && this.inlineOrParameter('OPERATORS', variables.OPERATORS, props)),
      PINNED_ROLES: props.pinnedRoles.join(','),
      SHELL_DOCUMENTS: [...props.shellDocuments, variables.SHELL_DOCUMENTS].filter(Boolean).join(','),
      TRAIL_LOG_GROUP: props.trailLogGroup.logGroupName,
      ARCHIVE_BUCKET: archive.bucket.bucketName,
      SEAL_KEY: archive.sealKey.keyArn,
    };
  }

  /** @returns the variable with its text, or with a reference to Parameter Store if the plan moves it there */
  private inlineOrParameter<V extends Movable>(variable: V, text: string, props: FunctionsProps): Record<V, string> {
    const inline = (value: string) => ({ [variable]: value }) as Record<V, string>;
    if (!props.inParameterStore.has(variable)) return inline(text);
    const parameterName = props.names.parameters[variable];
    this.parameters.push(
      new ssm.StringParameter(this, PARAMETER_IDS[variable], {
        parameterName,
        description: `${variable} of bastion-ack, which is too long for an environment variable.`,
        stringValue: text,
        // A standard parameter takes 4 KB: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
        tier: ssm.ParameterTier.INTELLIGENT_TIERING,
      }),
    );
    return inline(`ssm:${parameterName}`);
  }

  private grantPermissions(props: FunctionsProps): void {
    const { sessionsTable, secrets, archive, trailLogGroup } = props;
    for (const [handler, { role }] of this.all) {
      secrets.grantRead(handler, role);
      sessionsTable.grantItemAccess(role, INDEXES_OF[handler]);
      for (const parameter of this.parameters) allow(role, ['ssm:GetParameter'], [parameter.parameterArn]);
    }
    for (const { role } of [this.slack, this.watchdog]) this.grantDescribeAndTerminate(role, props.targets);
    allow(
      this.slack.role,
      ['lambda:InvokeFunction'],
      [this.watchdogAlias.functionArn, this.auditExport.function.functionArn],
    );
    const { role } = this.watchdog;
    allow(role, ['logs:FilterLogEvents'], [trailLogGroup.logGroupArn]);
    acknowledgeWildcard(
      role,
      trailLogGroup.logGroupArn,
      'Every stream of the trail’s own log group, because CloudTrail names them.',
    );
    allow(role, ['ssm:DescribeInstanceInformation'], ['*']);
    this.grantWarn(role, props);
    archive.restrictSealingTo(this.auditExport.role);
  }

  /** Allows termination on watched nodes only: SSM tags each session with its target. */
  private grantDescribeAndTerminate(role: iam.IRole, targets: ReadonlyMap<string, string>): void {
    const stack = Stack.of(this);
    allow(role, ['ssm:DescribeSessions'], ['*']);
    acknowledgeWildcard(
      role,
      '*',
      'Lists open sessions and managed nodes. The Describe actions of SSM do not support resource-level permissions.',
    );
    const sessions = stack.formatArn({ service: 'ssm', resource: 'session', resourceName: '*' });
    acknowledgeWildcard(
      role,
      sessions,
      'The id of a session is not known in advance. Its tag names the node, and only watched nodes are allowed.',
    );
    allow(role, ['ssm:TerminateSession'], [sessions], {
      StringEquals: { 'ssm:resourceTag/aws:ssmmessages:target-id': [...targets.values()] },
    });
  }

  /** Allows one document with a fixed text, on watched nodes. */
  private grantWarn(role: iam.IRole, { targets, names }: FunctionsProps): void {
    const stack = Stack.of(this);
    allow(
      role,
      ['ssm:SendCommand'],
      [
        stack.formatArn({ service: 'ssm', resource: 'document', resourceName: names.warningDocument }),
        ...[...targets.values()].map((id) => nodeArn(stack, id)),
      ],
    );
  }
}

const IDS = {
  slack: 'Slack',
  'session-events': 'SessionEvents',
  watchdog: 'Watchdog',
  'audit-export': 'AuditExport',
} as const;
/** Only a person in Slack asks for the history of one operator. */
const INDEXES_OF: Readonly<Record<Deployed, readonly TableIndex[]>> = {
  slack: ['outline', 'day', 'operator'],
  'session-events': [],
  watchdog: ['due', 'outline', 'day'],
  'audit-export': ['due', 'day'],
};
const PARAMETER_IDS = { BASTION_TARGETS: 'Targets', OPERATORS: 'Operators' } as const;

function requireVariable(variables: Variables, name: 'SLACK_CHANNEL' | 'SLACK_TEAM_ID'): string {
  const text = variables[name];
  if (text === undefined) throw new Error(`${name} is missing: read the settings with loadSettings, which reports it.`);
  return text;
}

/** Not `JSON.stringify` of an object: the ids of new bastions are tokens until the deployment. */
function targetsJson(targets: ReadonlyMap<string, string>): string {
  return `{${[...targets].map(([name, id]) => `"${id}":${JSON.stringify(name)}`).join(',')}}`;
}
