// The AWS of one machine: tables, sessions and functions, and the CloudTrail records of what people do on the page.
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { madeUpClient } from './aws/account.ts';
import type { CloudTrailRecord } from './aws/cloudtrail-record.ts';
import { startDynamoDb } from './aws/dynamodb.ts';
import { type LambdaFunction, type LambdaInvocation, startLambda } from './aws/lambda.ts';
import { assumedRole, iamUser, identityCenterUser, type LocalPrincipal } from './aws/principals.ts';
import { createSessionsTable } from './aws/sessions-table.ts';
import { startSsm } from './aws/ssm.ts';
import type { LocalSession } from './aws/ssm-session.ts';
import { askedBy, kindAsked } from './aws/start-kinds.ts';
import { awsEnvironment } from './environment.ts';
import { asEventBridge, asSubscription, deniedRecord, startRecord } from './records.ts';
import type { DeniedRequest, EndRequest, PageSession, PrincipalKind, StartRequest } from './snapshot.ts';

export interface Cloud {
  start(request: StartRequest): Promise<void>;
  denied(request: DeniedRequest): Promise<void>;
  /** @throws Error when there is nothing yet to repeat */
  repeat(): Promise<void>;
  /** @throws Error for an unknown session */
  end(request: EndRequest): void;
  /** In the order of their start. */
  sessions(): PageSession[];
  /** @throws what the function throws */
  invoke(functionName: FunctionName, event: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export type FunctionName = 'slack' | 'session-events' | 'watchdog';
export type Functions = Readonly<Record<FunctionName, LambdaFunction>>;

export interface CloudOptions {
  /** Folder that keeps tables and sessions; in memory only without it. */
  readonly keepDir?: string | undefined;
  /** Loads the functions, once it is known where their AWS clients find everything. */
  readonly load: (environment: Readonly<Record<string, string>>) => Promise<Functions>;
  readonly onChange: () => void;
  readonly onInvoked: (invocation: LambdaInvocation) => void;
}

export const TABLE_NAME = 'bastion-sessions';
export const TARGETS: Readonly<Record<string, string>> = {
  'i-0123456789abcdef0': 'bastion-linux',
  'i-0fedcba9876543210': 'bastion-windows',
};

const PRINCIPAL: Readonly<Record<PrincipalKind, () => LocalPrincipal>> = {
  'iam-user': iamUser,
  'identity-center': identityCenterUser,
  'assumed-role': assumedRole,
};

/** An address of documentation. @see https://www.rfc-editor.org/rfc/rfc5737 */
const SOURCE_IP = '203.0.113.24';
/** A minute, once deployed; here nobody wants to wait that long to see a session end. */
const WATCH_EVERY_MILLIS = 5_000;

/** @throws Error when `keepDir` cannot be used */
export async function startCloud({ keepDir, load, onChange, onInvoked }: CloudOptions): Promise<Cloud> {
  const kept = (name: string) => keepDir && join(keepDir, name);
  const opened: { close(): Promise<void> }[] = [];
  async function close(): Promise<void> {
    for (const part of opened.reverse()) await part.close();
  }

  try {
    // The tables first: they know whether another start uses the folder.
    const dynamo = await startDynamoDb({ keepDir: kept('tables') });
    opened.push(dynamo);
    const ssm = await startSsm({ targets: Object.keys(TARGETS), keepFile: kept('sessions.json') });
    opened.push(ssm);
    ssm.onChange(onChange);
    const loaded = Promise.withResolvers<Functions>();
    const late =
      (name: FunctionName): LambdaFunction =>
      async (event, context) =>
        (await loaded.promise)[name](event, context);
    const lambda = await startLambda({
      functions: { slack: late('slack'), 'session-events': late('session-events'), watchdog: late('watchdog') },
      // Whoever hears of every invocation has heard of this one.
      onError: () => {},
      onInvoked,
    });
    opened.push(lambda);
    const environment = awsEnvironment({ dynamodb: dynamo.url, ssm: ssm.url, lambda: lambda.url });
    const tables = new DynamoDBClient(madeUpClient(dynamo.url));
    await createSessionsTable(tables, TABLE_NAME);
    tables.destroy();
    loaded.resolve(await load(environment));
    opened.push(keepWatching(() => lambda.invoke('watchdog', {})));
    return { ...people(ssm, lambda.invoke), invoke: lambda.invoke, close };
  } catch (fault) {
    await close();
    throw fault;
  }
}

/** What the people of the page do to AWS, and the records of it as CloudTrail sends them: by both of its ways at once. */
function people(ssm: Awaited<ReturnType<typeof startSsm>>, invoke: Cloud['invoke']) {
  let last: CloudTrailRecord | undefined;

  async function deliver(record: CloudTrailRecord): Promise<void> {
    last = record;
    await Promise.all([
      invoke('session-events', asEventBridge(record)),
      invoke('session-events', asSubscription([record])),
    ]);
  }

  return {
    async start({ kind, target, principal: who, reason }: StartRequest): Promise<void> {
      const principal = PRINCIPAL[who]();
      const { arn: ownerArn, name: ownerName } = principal;
      const session = ssm.start({ ownerArn, ownerName, target, reason, ...askedBy(kind) });
      await deliver(startRecord({ session, kind, principal, reason, sourceIp: SOURCE_IP, at: new Date() }));
    },
    async denied({ target }: DeniedRequest): Promise<void> {
      await deliver(deniedRecord({ target, principal: iamUser(), sourceIp: SOURCE_IP, at: new Date() }));
    },
    async repeat(): Promise<void> {
      if (last === undefined) throw new Error('Nothing has happened yet that could be repeated.');
      await deliver(last);
    },
    end: ({ sessionId }: EndRequest) => ssm.end(sessionId),
    sessions: () => ssm.sessions().map(toldToPage),
  };
}

/** The schedule of the watchdog: never twice at once, as the deployment has it. */
function keepWatching(watch: () => Promise<unknown>): { close(): Promise<void> } {
  let timer = setTimeout(tick, WATCH_EVERY_MILLIS);
  let closed = false;
  function tick(): void {
    watch()
      // Whoever hears of every invocation has heard of this one.
      .catch(() => {})
      .finally(() => {
        if (!closed) timer = setTimeout(tick, WATCH_EVERY_MILLIS);
      });
  }
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function toldToPage(session: LocalSession): PageSession {
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  return {
    sessionId: session.SessionId,
    target: session.Target,
    targetName: TARGETS[session.Target] ?? session.Target,
    operator: session.ownerName,
    kind: kindAsked({ documentName: session.DocumentName, parameters: session.parameters }),
    status: session.Status,
    startedAt: iso(session.StartDate),
    endedAt: session.EndDate === undefined ? undefined : iso(session.EndDate),
  };
}
