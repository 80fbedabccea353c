// Runs as its own process: DynamoDB, and a Systems Manager that has a delay and remembers the requests to terminate.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createClientConfig } from '../../local/aws/account.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { openOnLoopback } from '../../local/aws/loopback.ts';
import { createIamUser } from '../../local/aws/principals.ts';
import { createSessionsTable } from '../../local/aws/sessions-table.ts';
import { startSsm } from '../../local/aws/ssm.ts';
import { LINUX, TABLE } from './inputs.ts';
import { startSsmFront } from './ssm-front.ts';

/** Connected sessions, spread over a number of operators. */
export interface Connecting {
  readonly count: number;
  readonly operators: readonly string[];
}

export interface Connected {
  readonly sessionId: string;
  readonly operator: string;
}

/** One request to terminate a session, with its time in milliseconds since 1970. */
export interface AskedToEnd {
  readonly sessionId: string;
  readonly at: number;
}

export interface AwsTold {
  readonly terminations: readonly AskedToEnd[];
}

const dynamo = await startDynamoDb();
await createSessionsTable(new DynamoDBClient(createClientConfig(dynamo.url)), TABLE);
const ssm = await startSsm({ targets: [LINUX] });
const terminations: AskedToEnd[] = [];
const front = await startSsmFront(ssm, Number(process.argv[2] ?? '0'), (target, body) => {
  if (target !== 'AmazonSSM.TerminateSession') return;
  terminations.push({ sessionId: JSON.parse(body).SessionId, at: Date.now() });
});

function connect({ count, operators }: Connecting): Connected[] {
  return Array.from({ length: count }, (_, n) => {
    const operator = operators[n % operators.length] ?? 'operator';
    const { arn, name } = createIamUser(operator);
    return { sessionId: ssm.start({ ownerArn: arn, ownerName: name, target: LINUX }).SessionId, operator };
  });
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const told: AwsTold = { terminations };
  const answered = request.url === '/connect' ? connect((await json(request)) as Connecting) : told;
  if (request.url === '/leave') for (const { SessionId } of ssm.sessions()) ssm.end(SessionId);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answered));
}

const control = await openOnLoopback(
  createServer((request, response) => {
    serve(request, response).catch((fault: unknown) => response.writeHead(500).end(String(fault)));
  }),
);
process.on('disconnect', () => process.exit(0));
process.send?.({ dynamodb: dynamo.url, ssm: front.url, control: control.url });
