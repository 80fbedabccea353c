// The role of a deployed function: it judges each request by its action, its resources and its conditions, as IAM does.
import type { Deployed } from '../../infra/service/environment.ts';
import { isAllowed, type Request } from '../infra/policy.ts';
import { createResolver } from '../infra/resolve.ts';
import {
  type Json,
  type Name,
  permissionsOf,
  resourcesOf,
  settingsOf,
  statementsOf,
  templateOf,
} from '../infra/stack-fixture.ts';
import { listCheckedNames, plainParametersOf } from './deployed-names.ts';
import { type Grant, grantCovers, listGrants } from './grants.ts';

/** The bus of the deployment whose roles these are; a function puts events only where its environment names it. */
export const EVENT_BUS = 'bastion-events';
const ROLES = {
  slack: 'Slack',
  'session-events': 'SessionEvents',
  watchdog: 'Watchdog',
  'audit-export': 'AuditExport',
} as const;

/** One request as a stand-in receives it. */
export interface AwsRequest {
  /** Of the endpoint, e.g. "AWS_ENDPOINT_URL_S3" */
  readonly variable: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The header `x-amz-target`, e.g. "AmazonSSM.GetParameters" */
  readonly target: string;
  readonly body: string;
}

export interface DeployedRole {
  /** @returns the permissions that the request needs, AWS's own calls on the role's behalf included */
  permissionsFor(request: AwsRequest): readonly Request[];
  allows(permission: Request): boolean;
  /** @returns what the role grants and none of these permissions needs */
  unused(walked: readonly Request[]): readonly Grant[];
}

const opened = new Map<Name, ReturnType<typeof open>>();

function open(name: Name) {
  const template = templateOf(name, (settings: Json) => {
    settings.app.EVENT_BUS = EVENT_BUS;
  });
  const { region, account } = settingsOf(name);
  const resolver = createResolver(template, { region, account });
  return {
    template,
    region,
    account,
    ...resolver,
    checkedNames: listCheckedNames(template, resolver.resolve),
    plainParameters: plainParametersOf(template, resolver.resolve),
  };
}

/**
 * @param env of the process: what it names there is what the template names in the same variable
 * @param settings of the deployment
 */
export function createDeployedRole(
  handler: Deployed,
  env: Readonly<Record<string, string>>,
  settings: Name = 'example',
): DeployedRole {
  const deployed = opened.get(settings) ?? open(settings);
  opened.set(settings, deployed);
  const { template, region, account, resolve, checkedNames, plainParameters } = deployed;
  const all = resourcesOf(template);
  const [fn] = [...all].filter(
    ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(`Functions${ROLES[handler]}Function`),
  );
  const variables: Record<string, string> = resolve(fn?.[1].Properties.Environment.Variables ?? {});
  const principal = { arn: resolve(fn?.[1].Properties.Role) as string };
  const own: Json[] = resolve(permissionsOf(template, ROLES[handler]));
  const refusals: Json[] = statementsOf(template).flatMap(({ type, id, statement }) => {
    if (statement.Effect !== 'Deny' || !['AWS::S3::BucketPolicy', 'AWS::KMS::Key'].includes(type)) return [];
    const of = resolve(statement);
    // In a key policy `*` means the key itself.
    return [type === 'AWS::KMS::Key' ? { ...of, Resource: resolve({ 'Fn::GetAtt': [id, 'Arn'] }) } : of];
  });

  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  const arnOf = (service: string, prefix: string, name: string) =>
    name.startsWith('arn:') ? name : arn(service, `${prefix}${name}`);

  /** @returns what the template has in place of a name of the process */
  function deployedName(name: string): string {
    const checked = checkedNames.get(name);
    if (checked !== undefined) return checked;
    const [variable] = Object.entries(env).find(([one, value]) => value === name && variables[one] !== undefined) ?? [];
    if (variable !== undefined) return variables[variable] ?? name;
    const targets = (json = '{}') => Object.keys(JSON.parse(json));
    const at = targets(env.BASTION_TARGETS).indexOf(name);
    return at < 0 ? name : (targets(variables.BASTION_TARGETS)[at] ?? name);
  }

  const keyOfTable = () => {
    const [table] = [...all.values()].filter(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable');
    return resolve(table?.Properties.Replicas[0].SSESpecification.KMSMasterKeyId);
  };
  const keyOfSecrets = () => {
    const aliases = [...all.values()].filter(({ Type }) => Type === 'AWS::KMS::Alias');
    return resolve(aliases.find(({ Properties }) => Properties.AliasName.endsWith('/secrets'))?.Properties.TargetKeyId);
  };
  const keyOfBucket = (bucket: string) => {
    const [found] = [...all].filter(([id, { Type }]) => Type === 'AWS::S3::Bucket' && resolve({ Ref: id }) === bucket);
    const [rule] = found?.[1].Properties.BucketEncryption.ServerSideEncryptionConfiguration ?? [];
    return resolve(rule?.ServerSideEncryptionByDefault.KMSMasterKeyID);
  };

  function ofDynamoDb(operation: string, { TableName, RequestItems = {}, IndexName }: Json): Request[] {
    const names = TableName === undefined ? Object.keys(RequestItems) : [TableName];
    const tables = names.map((name) => arn('dynamodb', `table/${deployedName(name)}`));
    const resources = IndexName === undefined ? tables : tables.map((table) => `${table}/index/${IndexName}`);
    return [
      ...resources.map((resource) => ({ action: `dynamodb:${operation}`, resource })),
      {
        action: 'kms:Decrypt',
        resource: keyOfTable(),
        context: { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` },
      },
    ];
  }

  function ofSsm(operation: string, input: Json): Request[] {
    const action = `ssm:${operation}`;
    switch (operation) {
      case 'TerminateSession':
        // SSM tags each session with its node; here all are on the one that the process watches.
        return [
          {
            action,
            resource: arn('ssm', `session/${input.SessionId}`),
            context: {
              'ssm:resourceTag/aws:ssmmessages:target-id': deployedName(
                Object.keys(JSON.parse(env.BASTION_TARGETS ?? '{}'))[0] ?? '',
              ),
            },
          },
        ];
      case 'SendCommand':
        return [
          arn('ssm', `document/${deployedName(input.DocumentName)}`),
          ...input.InstanceIds.map((id: string) => arn('ec2', `instance/${deployedName(id)}`)),
        ].map((resource) => ({ action, resource }));
      case 'GetParameter':
      case 'GetParameters':
        return [input.Names ?? input.Name].flat().flatMap((name: string) => {
          const resource = arn('ssm', `parameter${name}`);
          if (plainParameters.has(name)) return [{ action, resource }];
          const context = { 'kms:EncryptionContext:PARAMETER_ARN': resource };
          return [
            { action, resource },
            { action: 'kms:Decrypt', resource: keyOfSecrets(), context },
          ];
        });
      default:
        return [{ action, resource: '*' }];
    }
  }

  function ofS3(method: string, path: string, query: URLSearchParams): Request[] {
    const [, name = '', ...key] = path.split('/');
    const bucket = deployedName(decodeURIComponent(name));
    if (query.has('versions')) return [{ action: 's3:ListBucketVersions', resource: `arn:aws:s3:::${bucket}` }];
    if (query.has('object-lock'))
      return [{ action: 's3:GetBucketObjectLockConfiguration', resource: `arn:aws:s3:::${bucket}` }];
    if (query.has('list-type')) return [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }];
    const resource = `arn:aws:s3:::${bucket}/${key.join('/')}`;
    return method === 'PUT'
      ? [
          { action: 's3:PutObject', resource },
          { action: 'kms:GenerateDataKey', resource: keyOfBucket(bucket) },
        ]
      : [
          { action: 's3:GetObject', resource },
          { action: 'kms:Decrypt', resource: keyOfBucket(bucket) },
        ];
  }

  function ofEventBridge(operation: string, { Entries, Name }: Json): Request[] {
    const action = `events:${operation}`;
    switch (operation) {
      case 'PutEvents':
        return Entries.map(({ EventBusName = 'default' }: Json) => ({
          action,
          resource: arnOf('events', 'event-bus/', deployedName(EventBusName)),
        }));
      case 'DescribeRule':
        return [{ action, resource: arn('events', `rule/${Name}`) }];
      default:
        return [{ action, resource: '*' }];
    }
  }

  /** The services that are asked in forms. */
  function ofQuery(service: string, form: URLSearchParams): Request[] {
    const asked = form.get('PolicySourceArn') ?? form.get('TopicArn');
    return [{ action: `${service}:${form.get('Action')}`, resource: asked === null ? '*' : deployedName(asked) }];
  }

  const inContext = (permission: Request): Request => ({
    ...permission,
    principal,
    context: { 'aws:PrincipalArn': principal.arn, 'aws:SecureTransport': 'true', ...permission.context },
  });

  return {
    permissionsFor({ variable, method, path, query, target, body }) {
      const [, service, operation = ''] = /^(?:.*\.)?(\w+)\.(\w+)$/.exec(target) ?? [];
      const input: Json = operation === '' ? {} : JSON.parse(body);
      switch (service) {
        case 'DynamoDB_20120810':
          return ofDynamoDb(operation, input);
        case 'AmazonSSM':
          return ofSsm(operation, input);
        case 'Logs_20140328':
          return [
            {
              action: `logs:${operation}`,
              resource: `${arn('logs', `log-group:${deployedName(input.logGroupName)}`)}:log-stream:one`,
            },
          ];
        case 'AWSEvents':
          return ofEventBridge(operation, input);
        case 'CloudTrail_20131101':
          return [
            { action: `cloudtrail:${operation}`, resource: input.Name === undefined ? '*' : deployedName(input.Name) },
          ];
        case 'TrentService':
          return [{ action: `kms:${operation}`, resource: arnOf('kms', 'key/', deployedName(input.KeyId)) }];
        default:
      }
      if (variable.endsWith('LAMBDA')) {
        const [, name = ''] = /\/functions\/([^/]+)\//.exec(path) ?? [];
        const resource = arnOf('lambda', 'function:', deployedName(decodeURIComponent(name)));
        return [{ action: 'lambda:InvokeFunction', resource }];
      }
      if (variable.endsWith('S3')) return ofS3(method, path, query);
      if (variable.endsWith('IAM')) return ofQuery('iam', new URLSearchParams(body));
      if (variable.endsWith('SNS')) return ofQuery('sns', new URLSearchParams(body));
      throw new Error(`${variable} ${method} ${path} ${target}: add this service to test/handlers/deployed-role.ts`);
    },
    allows: (permission) => isAllowed([...own, ...refusals], inContext(permission)),
    unused: (walked) =>
      listGrants(own).filter((grant) => !walked.some((permission) => grantCovers(grant, inContext(permission)))),
  };
}
