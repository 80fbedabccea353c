// The built handlers in processes, and stand-ins for everything that they call: one set for the tests of a file.
import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { createClientConfig } from '../../local/aws/account.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { startLambda } from '../../local/aws/lambda.ts';
import { createIamUser, type LocalPrincipal } from '../../local/aws/principals.ts';
import { createSessionsTable } from '../../local/aws/sessions-table.ts';
import { startSsm } from '../../local/aws/ssm.ts';
import { createAwsEnvironment } from '../../local/environment.ts';
import { createStartRecord, toEventBridgeEvent, toSubscriptionEvent } from '../../local/records.ts';
import { createAwsSettings } from '../../local/settings.ts';
import { startSlack } from '../../local/slack/stand-in.ts';
import manifest from '../../manifest.json' with { type: 'json' };
import type { Request } from '../infra/policy.ts';
import { builtHandlers } from './built-handlers.ts';
import { createDeployedRole } from './deployed-role.ts';
import type { Grant } from './grants.ts';
import { type LambdaProcess, startLambdaProcess } from './lambda-process.ts';
import { CHANNEL, SIGNING_SECRET, TEAM } from './requests.ts';
import { type Asked, guard, type Handler } from './role-guard.ts';

export const LINUX = 'i-0123456789abcdef0';
export const [APPROVER, APPROVER_2, OPERATOR, BYSTANDER] = ['U0APPROVER1', 'U0APPROVER2', 'U0OPERATOR1', 'U0BYSTANDER'];
export const [ORGANISATION, SISTER] = ['E0ORGANISED', 'T0SISTER001'];
/** People in a sister workspace and in ours. */
const OF_TWO_WORKSPACES = {
  teamId: SISTER,
  team: { id: TEAM },
  info: { enterprise_user: { enterprise_id: ORGANISATION, teams: [SISTER, TEAM] } },
};
const TABLE_NAME = 'bastion-sessions';
/** As the example deploys it. */
export const SECRETS_PATH = '/bastion-ack/slack';
/** The parameter that lists the resources of the deployment for its checks. */
export const CHECKED_RESOURCES = '/bastion-ack/checks';

const tampering = z.object({ notices: z.array(z.looseObject({ lease: z.looseObject({}).optional() })) });

export type Stage = Awaited<ReturnType<typeof setStage>>;

export async function setStage() {
  const bundles = await builtHandlers();
  const closing: (() => Promise<void>)[] = [];
  const dynamo = await startDynamoDb();
  const slack = await startSlack({
    scopes: manifest.oauth_config.scopes.bot,
    channel: { id: CHANNEL, name: 'bastion' },
    people: [APPROVER, APPROVER_2, OPERATOR, BYSTANDER].map((id) => ({
      id,
      name: id.toLowerCase(),
      ...(id === APPROVER_2 && { origin: OF_TWO_WORKSPACES }),
    })),
    userGroups: [{ id: 'S0APPROVERS', handle: 'approvers', users: [APPROVER_2] }],
  });
  const ssm = await startSsm({
    targets: [LINUX],
    commandDocuments: ['bastion-ack-warning'],
    secrets: new Map([
      [`${SECRETS_PATH}/bot-token`, slack.botToken],
      [`${SECRETS_PATH}/signing-secret`, SIGNING_SECRET],
    ]),
    parameters: new Map([[CHECKED_RESOURCES, createAwsSettings().CHECKED_RESOURCES ?? '']]),
    settleMillis: 50,
  });
  const faults: unknown[] = [];
  const lambda = await startLambda({
    functions: {
      watchdog: async (event) => (await running('watchdog')).invoke(event),
      'audit-export': async (event) => (await running('audit-export')).invoke(event),
    },
    onError: (fault) => faults.push(fault),
  });
  closing.push(dynamo.close, slack.close, ssm.close, lambda.close);

  const client = new DynamoDBClient(createClientConfig(dynamo.url));
  const documents = DynamoDBDocumentClient.from(client);
  await createSessionsTable(client, TABLE_NAME);

  const environment: Record<string, string> = {
    ...createAwsEnvironment({ dynamodb: dynamo.url, ssm: ssm.url, lambda: lambda.url }),
    SESSIONS_TABLE: TABLE_NAME,
    SLACK_CHANNEL: CHANNEL,
    SLACK_TEAM_ID: slack.teamId,
    SLACK_API_URL: slack.apiUrl,
    SLACK_SECRETS_PATH: SECRETS_PATH,
    BASTION_TARGETS: JSON.stringify({ [LINUX]: 'bastion-linux' }),
    APPROVER_USERS: APPROVER,
    APPROVER_USER_GROUP: 'S0APPROVERS',
    OPERATORS: JSON.stringify({ operator: OPERATOR }),
    WATCHDOG_FUNCTION: 'watchdog',
    AUDIT_EXPORT_FUNCTION: 'audit-export',
  };

  const refused: (readonly string[])[] = [];
  const asked: Asked[][] = [];
  const walked: { readonly handler: Handler; readonly permissions: readonly Request[] }[] = [];
  /** The handler runs behind its deployed role. A request that the policy refuses fails the tests at their end. */
  async function start(handler: Handler, more: Record<string, string> = {}) {
    const env = { ...environment, ...more };
    const isServed = ([name, url]: [string, string]) =>
      name.startsWith('AWS_ENDPOINT_URL_') && url !== env.AWS_ENDPOINT_URL;
    const role = await guard(handler, Object.fromEntries(Object.entries(env).filter(isServed)), env);
    closing.push(role.close);
    refused.push(role.refused);
    asked.push(role.asked);
    walked.push({ handler, permissions: role.walked });
    const process = await startLambdaProcess(bundles[handler] ?? '', { ...env, ...role.addresses });
    closing.push(process.close);
    return process;
  }

  /** Requests of all functions to AWS since the last call, e.g. `{"dynamodb:PutItem": {count: 2, units: 9}}` */
  function requests(): Record<string, { count: number; units: number }> {
    const since = asked.flatMap((all) => all.splice(0));
    return Object.fromEntries(
      [...Map.groupBy(since, ({ action }) => action)].map(([action, all]) => [
        action,
        { count: all.length, units: all.reduce((sum, { units }) => sum + units, 0) },
      ]),
    );
  }

  /** @returns what this function's role grants and no request of it has needed so far */
  function unusedGrants(handler: Handler): readonly Grant[] {
    const needed = walked.flatMap((one) => (one.handler === handler ? one.permissions : []));
    return createDeployedRole(handler, environment).unused(needed);
  }

  const started = new Map<string, Promise<LambdaProcess>>();
  /** The process of this handler that the tests share. */
  function running(handler: Handler): Promise<LambdaProcess> {
    const process = started.get(handler) ?? start(handler);
    started.set(handler, process);
    return process;
  }

  /** Starts a session in SSM. @returns it, with CloudTrail's record of its start */
  function operatorStarts(reason?: string, principal: LocalPrincipal = createIamUser()) {
    const session = ssm.start({ ownerArn: principal.arn, ownerName: principal.name, target: LINUX, reason });
    const record = createStartRecord({
      session,
      kind: 'shell',
      principal,
      reason,
      sourceIp: '203.0.113.24',
      at: new Date(),
    });
    return {
      session,
      record,
      bySubscription: toSubscriptionEvent([record]),
      byEventBridge: toEventBridgeEvent(record),
    };
  }

  /** Starts a session and posts its notice. @returns both */
  async function announced(reason?: string): Promise<{ sessionId: string; messageTs: string }> {
    const { session, bySubscription } = operatorStarts(reason);
    await (await running('session-events')).invoke(bySubscription);
    return { sessionId: session.SessionId, messageTs: noticeOf(session.SessionId).ts };
  }

  async function items(): Promise<Record<string, unknown>[]> {
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: TABLE_NAME, ConsistentRead: true }));
    return Items;
  }

  async function itemOf(sessionId: string) {
    const item = (await items()).find((one) => one.sessionId === sessionId);
    if (item === undefined) throw new Error(`There is no item ${sessionId}.`);
    return item;
  }

  async function eventsOf(sessionId: string): Promise<{ type: string; by: string; [key: string]: unknown }[]> {
    const { events } = await itemOf(sessionId);
    return Array.isArray(events) ? events : [];
  }

  /** Dates the lease back, so that a test does not wait for its end. */
  async function expireLease(sessionId: string): Promise<void> {
    await documents.send(
      new UpdateCommand({
        TableName: TABLE_NAME,
        Key: { sessionId },
        UpdateExpression: 'SET slackLease.#until = :past, dueAt = :past',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':past': '2026-01-01T00:00:00.000Z' },
      }),
    );
  }

  /** Dates the leases of all notices of tampering back. */
  async function expireTamperingLease(): Promise<void> {
    const item = await itemOf('#tampering');
    const { notices } = tampering.parse(item.value);
    const past = notices.map(({ lease, ...one }) => ({
      ...one,
      ...(lease && { lease: { ...lease, until: '2026-01-01T00:00:00.000Z' } }),
    }));
    await documents.send(
      new UpdateCommand({
        TableName: TABLE_NAME,
        Key: { sessionId: '#tampering' },
        UpdateExpression: 'SET #value.notices = :past',
        ExpressionAttributeNames: { '#value': 'value' },
        ExpressionAttributeValues: { ':past': past },
      }),
    );
  }

  /** Dates the times of a control item back by a number of minutes. */
  async function rewind(key: string, minutes: number): Promise<void> {
    const at = new Date(Date.now() - minutes * 60_000).toISOString();
    await documents.send(
      new UpdateCommand({
        TableName: TABLE_NAME,
        Key: { sessionId: key },
        UpdateExpression: 'SET #value.#at = :at',
        ExpressionAttributeNames: { '#value': 'value', '#at': 'at' },
        ExpressionAttributeValues: { ':at': at },
      }),
    );
  }

  /** Puts a control item in the place of the one there is. */
  async function putControl(key: string, value: object): Promise<void> {
    await documents.send(new PutCommand({ TableName: TABLE_NAME, Item: { sessionId: key, version: 1, value } }));
  }

  /** The messages in the channel whose metadata names this session. */
  function noticesOf(sessionId: string) {
    const about = { metadata: { event_type: 'bastion_session', event_payload: { session_id: sessionId } } };
    return slack.messages().filter(({ metadata }) => isDeepStrictEqual({ metadata }, about));
  }

  function noticeOf(sessionId: string) {
    const [notice, ...more] = noticesOf(sessionId);
    if (notice === undefined || more.length > 0)
      throw new Error(`There are ${noticesOf(sessionId).length} notices of ${sessionId}.`);
    return { ...notice, shown: JSON.stringify(notice.blocks) };
  }

  /** @returns the ephemeral messages of this person from now on */
  function listening(person: string): () => string[] {
    const before = slack.messages().length;
    const later = () => slack.messages().slice(before);
    return () => later().flatMap(({ visibleTo, text }) => (visibleTo === person ? [text] : []));
  }

  /** All ephemeral messages of one person. */
  const toldAlone = (person: string) =>
    slack.messages().flatMap(({ visibleTo, text }) => (visibleTo === person ? [text] : []));
  const thread = (ts: string) => slack.messages().flatMap((one) => (one.threadTs === ts ? [one.text] : []));

  async function close(): Promise<void> {
    for (const end of closing.reverse()) await end();
    if (refused.flat().length > 0) throw new Error(`The deployed roles do not allow ${refused.flat().join(', ')}.`);
  }

  return {
    slack,
    ssm,
    lambda,
    bundles,
    environment,
    faults,
    start,
    running,
    requests,
    unusedGrants,
    putControl,
    announced,
    operatorStarts,
    items,
    itemOf,
    eventsOf,
    expireLease,
    expireTamperingLease,
    rewind,
    toldAlone,
    noticesOf,
    noticeOf,
    listening,
    thread,
    close,
  };
}
