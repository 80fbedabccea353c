// The four functions: what each is told, and the least that each may do.
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
import type { SessionsTable } from '../evidence/sessions-table.ts';
import type { Deployed, Variables } from './environment.ts';
import { HandlerFunction, type HandlerFunctionProps } from './handler-function.ts';
import type { Secrets } from './secrets.ts';

export interface FunctionsProps {
  /** The folder of the bundles */
  readonly bundles: string;
  /** What the settings say to the app */
  readonly variables: Variables;
  /** Ids by name; one or more */
  readonly targets: ReadonlyMap<string, string>;
  readonly pinnedRoles: readonly string[];
  readonly shellDocuments: readonly string[];
  readonly sessionsTable: SessionsTable;
  readonly secrets: Secrets;
  readonly archive: Archive;
  readonly trailLogGroup: logs.ILogGroup;
  /** The Command document that warns on a host */
  readonly warnDocument: string;
  readonly logDays: number;
}

/** Lambda's whole environment is limited to 4 KB; what is longer than this many characters is read from Parameter Store. */
const MAX_CHARACTERS = 1_200;
const MINUTE = Duration.minutes(1);

/** @throws Error when there is no target */
export class Functions extends Construct {
  readonly slack: HandlerFunction<'slack'>;
  readonly sessionEvents: HandlerFunction<'session-events'>;
  readonly watchdog: HandlerFunction<'watchdog'>;
  readonly auditExport: HandlerFunction<'audit-export'>;
  /** Slack's requests and the ping go to it: an alias can be kept warm, and rolled back. */
  readonly slackAlias: lambda.Alias;
  /** For confirmations, which may wait a little; the schedule's own invocations may not. */
  readonly watchdogAlias: lambda.Alias;
  /** What is too long for an environment; each function reads both. */
  private readonly parameters: ssm.StringParameter[] = [];

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    if (props.targets.size === 0) throw new Error('Nothing would be watched: name one bastion or more.');
    const shared = this.shared(props);
    this.watchdog = this.createFunction('watchdog', props, {
      description: 'Every minute: missed sessions, reminders, deadlines, ended sessions, missing notices.',
      environment: { ...shared, WARN_DOCUMENT: props.warnDocument },
      memoryMiB: 1024,
      timeout: MINUTE,
      reservedConcurrency: 1,
    });
    // The next minute does better than an old one done again.
    this.watchdog.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: MINUTE });
    this.watchdogAlias = new lambda.Alias(this, 'Confirm', {
      aliasName: 'confirm',
      version: this.watchdog.function.currentVersion,
      retryAttempts: 0,
      // While a pass runs there is no room: Lambda tries again for so long.
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
      environment: shared,
      memoryMiB: 1024,
      timeout: MINUTE,
    });
    this.slack = this.createFunction('slack', props, {
      description: 'Answers buttons and /bastion within the three seconds that Slack allows.',
      environment: {
        ...shared,
        SLACK_TEAM_ID: requireVariable(props.variables, 'SLACK_TEAM_ID'),
        WATCHDOG_FUNCTION: this.watchdogAlias.functionArn,
        AUDIT_EXPORT_FUNCTION: this.auditExport.function.functionName,
      },
      // One whole processor, which the start of a cold one needs: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
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

  /** All four, by the names that the contract has for them. */
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

  /** What every function is told. */
  private shared(props: FunctionsProps): Environment<'session-events'> {
    const { variables, sessionsTable, archive, secrets } = props;
    return {
      ...variables,
      SESSIONS_TABLE: sessionsTable.table.tableName,
      SLACK_CHANNEL: requireVariable(variables, 'SLACK_CHANNEL'),
      SLACK_SECRETS_PATH: secrets.path,
      ...this.inlineOrParameter('BASTION_TARGETS', targetsJson(props.targets), targetsJsonLength(props.targets)),
      ...(variables.OPERATORS !== undefined &&
        this.inlineOrParameter('OPERATORS', variables.OPERATORS, variables.OPERATORS.length)),
      PINNED_ROLES: props.pinnedRoles.join(','),
      SHELL_DOCUMENTS: [...props.shellDocuments, variables.SHELL_DOCUMENTS].filter(Boolean).join(','),
      TRAIL_LOG_GROUP: props.trailLogGroup.logGroupName,
      ARCHIVE_BUCKET: archive.bucket.bucketName,
      SEAL_KEY: archive.sealKey.keyArn,
    };
  }

  /** In the environment, where reading it takes no time, or in Parameter Store when it is too long for that. */
  private inlineOrParameter<V extends keyof typeof PARAMETER_NAMES>(
    variable: V,
    text: string,
    length: number,
  ): Record<V, string> {
    const inline = (value: string) => ({ [variable]: value }) as Record<V, string>;
    if (length <= MAX_CHARACTERS) return inline(text);
    this.parameters.push(this.parameter(variable, text, length));
    return inline(`ssm:${PARAMETER_NAMES[variable]}`);
  }

  private parameter(variable: keyof typeof PARAMETER_NAMES, text: string, length: number): ssm.StringParameter {
    return new ssm.StringParameter(this, PARAMETER_IDS[variable], {
      parameterName: PARAMETER_NAMES[variable],
      description: `${variable} of bastion-ack, which is too long for an environment variable.`,
      stringValue: text,
      // Above 4 KB: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
      tier: length > 4_096 ? ssm.ParameterTier.ADVANCED : ssm.ParameterTier.STANDARD,
    });
  }

  private grantPermissions(props: FunctionsProps): void {
    const { sessionsTable, secrets, archive, trailLogGroup } = props;
    for (const [handler, { role }] of this.all) {
      secrets.grantRead(role);
      sessionsTable.grantItemAccess(role, { lists: handler !== 'session-events' });
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
      'Every stream of the trail’s own log group: CloudTrail names them.',
    );
    allow(role, ['ssm:DescribeInstanceInformation'], ['*']);
    this.grantWarn(role, props);
    archive.restrictSealingTo(this.auditExport.role);
  }

  /** Only sessions on a watched node: SSM tags each with its target. */
  private grantDescribeAndTerminate(role: iam.IRole, targets: ReadonlyMap<string, string>): void {
    const stack = Stack.of(this);
    allow(role, ['ssm:DescribeSessions'], ['*']);
    acknowledgeWildcard(
      role,
      '*',
      'Who is connected, and which nodes are managed: the Describe actions of SSM know no resource.',
    );
    const sessions = stack.formatArn({ service: 'ssm', resource: 'session', resourceName: '*' });
    acknowledgeWildcard(
      role,
      sessions,
      'The id of a session begins with a name. Its tag says the node, and only watched ones are allowed.',
    );
    allow(role, ['ssm:TerminateSession'], [sessions], {
      StringEquals: { 'ssm:resourceTag/aws:ssmmessages:target-id': [...targets.values()] },
    });
  }

  /** One document with a fixed text, on watched nodes. */
  private grantWarn(role: iam.IRole, { targets, warnDocument }: FunctionsProps): void {
    const stack = Stack.of(this);
    allow(
      role,
      ['ssm:SendCommand'],
      [
        stack.formatArn({ service: 'ssm', resource: 'document', resourceName: warnDocument }),
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
const PARAMETER_NAMES = { BASTION_TARGETS: '/bastion-ack/targets', OPERATORS: '/bastion-ack/operators' } as const;
const PARAMETER_IDS = { BASTION_TARGETS: 'Targets', OPERATORS: 'Operators' } as const;

function requireVariable(variables: Variables, name: 'SLACK_CHANNEL' | 'SLACK_TEAM_ID'): string {
  const text = variables[name];
  if (text === undefined) throw new Error(`${name} is missing: checkSettings should have said so.`);
  return text;
}

/** Put together by hand: the ids of new hosts are known only when they are made. */
function targetsJson(targets: ReadonlyMap<string, string>): string {
  return `{${[...targets].map(([name, id]) => `"${id}":${JSON.stringify(name)}`).join(',')}}`;
}

function targetsJsonLength(targets: ReadonlyMap<string, string>): number {
  const id = 'i-0123456789abcdef0';
  return targetsJson(new Map([...targets].map(([name]) => [name, id]))).length;
}
