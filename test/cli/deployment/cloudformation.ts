// A stand-in for CloudFormation that deploys the resources of one template, for the real CDK command; and for those parts of
// STS, SSM and S3 that a bootstrapped account has.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
const ARN = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/bastion-ack/0a1b2c3d-0000-0000-0000-000000000000`;
const STACK = ['bastion-ack', 'AWS::CloudFormation::Stack'] as const;

type Resource = readonly [logicalId: string, type: string];
/** One event: the resource, its status and the reason. */
type Event = readonly [resource: Resource, status: string, reason?: string];

export interface StandIn {
  readonly url: string;
  readonly arn: string;
  close(): Promise<void>;
}

/**
 * @param resources in the order in which they are created
 * @param failing logical id of the resource that cannot be created, and the reason
 */
export async function startCloudFormation(
  resources: readonly Resource[],
  failing?: { readonly logicalId: string; readonly reason: string },
): Promise<StandIn> {
  const steps = failing === undefined ? succeed(resources) : fail(resources, failing);
  const events: string[] = [];
  let status: string | undefined;

  /** Each look at the events finds those of the next step. */
  function listEvents(): string {
    for (const event of steps.shift() ?? []) {
      events.unshift(eventXml(event, events.length));
      if (event[0] === STACK) status = event[1];
    }
    return `<StackEvents>${events.join('')}</StackEvents>`;
  }

  function answer(action: string): string | undefined {
    switch (action) {
      case 'GetCallerIdentity':
        return `<Arn>arn:aws:iam::${ACCOUNT}:user/x</Arn><UserId>U</UserId><Account>${ACCOUNT}</Account>`;
      case 'AssumeRole':
        return '<Credentials><AccessKeyId>a</AccessKeyId><SecretAccessKey>b</SecretAccessKey><SessionToken>c</SessionToken><Expiration>2036-01-01T00:00:00Z</Expiration></Credentials>';
      case 'DescribeStacks':
        return status && stackXml(status);
      case 'CreateChangeSet':
        status = 'REVIEW_IN_PROGRESS';
        return `<Id>change</Id><StackId>${ARN}</StackId>`;
      case 'DescribeChangeSet':
        return `<ChangeSetName>x</ChangeSetName><StackId>${ARN}</StackId><Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus><CreationTime>2026-11-28T00:00:00Z</CreationTime><Changes>${resources.map(changeXml).join('')}</Changes>`;
      case 'ExecuteChangeSet':
        status = 'CREATE_IN_PROGRESS';
        return '';
      case 'UpdateTerminationProtection':
        return `<StackId>${ARN}</StackId>`;
      case 'DescribeStackEvents':
        return listEvents();
      case 'GetTemplate':
        return '<TemplateBody>{}</TemplateBody>';
      default:
        return undefined;
    }
  }

  const server = createServer(async (request: IncomingMessage, response) => {
    const action = new URLSearchParams(await text(request)).get('Action') ?? '';
    if (action === '') {
      const { status, body } = answerBootstrap(request);
      response.writeHead(status).end(body);
      return;
    }
    const result = answer(action);
    response.writeHead(result === undefined ? 400 : 200, { 'content-type': 'text/xml' });
    response.end(
      result === undefined
        ? `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id bastion-ack does not exist</Message></Error></ErrorResponse>`
        : `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arn: ARN,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** The bucket of a bootstrapped account, which takes every object and has none yet, and the version of the bootstrap. */
function answerBootstrap({ method, headers, url = '' }: IncomingMessage): { status: number; body: string } {
  const target = String(headers['x-amz-target']);
  if (target.endsWith('.GetParameter')) return { status: 200, body: '{"Parameter":{"Name":"version","Value":"30"}}' };
  if (method === 'PUT') return { status: 200, body: '' };
  if (url.includes('location')) return { status: 200, body: `<LocationConstraint>${REGION}</LocationConstraint>` };
  if (url.includes('list-type')) return { status: 200, body: '<ListBucketResult></ListBucketResult>' };
  if (url.includes('encryption')) return { status: 200, body: ENCRYPTION };
  return { status: 404, body: '' };
}

const ENCRYPTION =
  '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>';

function succeed(resources: readonly Resource[]): Event[][] {
  return [
    [[STACK, 'CREATE_IN_PROGRESS', 'User Initiated']],
    resources.map((one) => [one, 'CREATE_IN_PROGRESS', 'Resource creation Initiated']),
    [...resources.map((one): Event => [one, 'CREATE_COMPLETE']), [STACK, 'CREATE_COMPLETE']],
  ];
}

/** As CloudFormation fails: what was in progress is cancelled, and what exists is removed. */
function fail(resources: readonly Resource[], failing: { logicalId: string; reason: string }): Event[][] {
  const others = resources.filter(([logicalId]) => logicalId !== failing.logicalId);
  const culprit = resources.filter(([logicalId]) => logicalId === failing.logicalId);
  return [
    [[STACK, 'CREATE_IN_PROGRESS', 'User Initiated']],
    resources.map((one) => [one, 'CREATE_IN_PROGRESS']),
    [
      ...culprit.map((one): Event => [one, 'CREATE_FAILED', failing.reason]),
      ...others.map((one): Event => [one, 'CREATE_FAILED', 'Resource creation cancelled']),
      [STACK, 'ROLLBACK_IN_PROGRESS', `The following resource(s) failed to create: [${failing.logicalId}].`],
    ],
    [...others.map((one): Event => [one, 'DELETE_COMPLETE']), [STACK, 'ROLLBACK_COMPLETE']],
  ];
}

function eventXml([[logicalId, type], status, reason = '']: Event, at: number): string {
  const physical = logicalId === STACK[0] ? ARN : 'x';
  return `<member><EventId>${at}</EventId><StackId>${ARN}</StackId><StackName>bastion-ack</StackName><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId><ResourceType>${type}</ResourceType><Timestamp>${new Date(Date.now() + at).toISOString()}</Timestamp><ResourceStatus>${status}</ResourceStatus><ResourceStatusReason>${reason.replaceAll('"', '&quot;')}</ResourceStatusReason></member>`;
}

function stackXml(status: string): string {
  return `<Stacks><member><StackName>bastion-ack</StackName><StackId>${ARN}</StackId><CreationTime>2026-11-28T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus><Outputs><member><OutputKey>CreateSlackApp</OutputKey><OutputValue>https://api.slack.com/apps</OutputValue></member></Outputs></member></Stacks>`;
}

function changeXml([logicalId, type]: Resource): string {
  return `<member><Type>Resource</Type><ResourceChange><Action>Add</Action><LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>${type}</ResourceType></ResourceChange></member>`;
}
