// A separate world for each load: a table, an SSM and a Slack in other processes, and processes of the built handlers.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createClientConfig } from '../../local/aws/account.ts';
import { environmentOf, TABLE } from './inputs.ts';
import type { AwsTold, Connected, Connecting } from './load-aws.ts';
import type { Remembered, SlackSettings, SlackTold } from './load-slack.ts';
import { type Resident, startResident } from './warm.ts';

/** Duration of a call to SSM, as measured with the real one. */
const SSM_MILLIS = 50;
/** Operators, as the settings name them. */
const OPERATORS = Array.from({ length: 100 }, (_, n) => `operator-${n}`);
export const APPROVERS = Array.from({ length: 20 }, (_, n) => `U0APPROVER${n + 10}`);

/** The handlers' bundles, by name, e.g. "slack" */
export type Bundles = Readonly<Record<string, string>>;

export interface World {
  readonly environment: Readonly<Record<string, string>>;
  readonly documents: DynamoDBDocumentClient;
  start(handler: string): Promise<Resident>;
  /** Sessions that SSM lists as connected from now on, by many people. */
  connect(count: number): Promise<readonly Connected[]>;
  /** All operators leave their sessions, as with `exit`. */
  leave(): Promise<unknown>;
  /** Messages that Slack has already. */
  remember(messages: readonly Remembered[]): Promise<void>;
  /** @param ts e.g. "1795507500.000100" */
  messagesAfter(ts: string): Promise<readonly Remembered[]>;
  slack(): Promise<SlackTold>;
  aws(): Promise<AwsTold>;
  /** The items of the table without the control items */
  items(): Promise<readonly Record<string, unknown>[]>;
  close(): void;
}

export async function startWorld(
  bundles: Bundles,
  settings: SlackSettings,
  more: Readonly<Record<string, string>> = {},
): Promise<World> {
  const [aws, slack] = await Promise.all([
    startEdge<{ dynamodb: string; ssm: string; control: string }>('load-aws.ts', String(SSM_MILLIS)),
    startEdge<{ url: string }>('load-slack.ts', JSON.stringify(settings)),
  ]);
  const environment = {
    ...environmentOf({ dynamodb: aws.told.dynamodb, ssm: aws.told.ssm, slack: `${slack.told.url}/api/` }),
    // The app writes metrics only on Lambda.
    AWS_LAMBDA_FUNCTION_NAME: 'bastion-ack',
    APPROVER_USERS: APPROVERS.join(','),
    OPERATORS: JSON.stringify(Object.fromEntries(OPERATORS.map((name, n) => [name, `U0OPERATOR${n + 100}`]))),
    ...more,
  };
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(createClientConfig(aws.told.dynamodb)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const residents: Resident[] = [];
  return {
    environment,
    documents,
    async start(handler) {
      const resident = await startResident(bundles[handler] ?? '', environment, 'ignore');
      residents.push(resident);
      return resident;
    },
    connect: (count) => {
      const connecting: Connecting = { count, operators: OPERATORS };
      return ask(`${aws.told.control}/connect`, connecting);
    },
    leave: () => ask(`${aws.told.control}/leave`),
    remember: (messages) => ask(`${slack.told.url}/remember`, messages),
    messagesAfter: (ts) => ask(`${slack.told.url}/messages-after/${ts}`),
    slack: () => ask(`${slack.told.url}/told`),
    aws: () => ask(`${aws.told.control}/told`),
    items: () => itemsIn(documents),
    close() {
      for (const resident of residents) resident.close();
      documents.destroy();
      aws.child.disconnect();
      slack.child.disconnect();
    },
  };
}

/** @throws {Error} if the process exits before it is ready */
async function startEdge<T>(file: string, argument: string): Promise<{ child: ChildProcess; told: T }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [argument]);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code}`);
  });
  // The process exits at the end, after the last listener.
  ended.catch(() => {});
  const [told] = (await Promise.race([once(child, 'message'), ended])) as [T];
  return { child, told };
}

/** @throws {Error} if the stand-in refuses */
async function ask<T>(url: string, body?: unknown): Promise<T> {
  const answer = await fetch(url, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function itemsIn(documents: DynamoDBDocumentClient): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({ TableName: TABLE, ConsistentRead: true, ExclusiveStartKey: from }),
    );
    items.push(...(page.Items ?? []).filter(({ sessionId }) => !String(sessionId).startsWith('#')));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}
