// Resolves the references of a template as CloudFormation does, with made-up names of usual length.
import { createHash } from 'node:crypto';
import type { Template } from 'aws-cdk-lib/assertions';
import { partitionOf } from '../../infra/partition.ts';
import { type Json, resourcesOf } from './stack-fixture.ts';

export interface Resolver {
  /** @returns the value without references @throws {Error} for an intrinsic function that is not known here */
  resolve(value: Json): Json;
  /** The name that `Ref` gives, e.g. of a bucket; the id of a key */
  nameOf(id: string): string;
}

/** Types whose `Ref` is their ARN. */
const REF_IS_ARN = new Set(['AWS::SNS::Topic', 'AWS::Lambda::Alias', 'AWS::Lambda::Version']);

/** Settings that references depend on. */
interface Place {
  readonly name?: string;
  readonly account: string;
  readonly region: string;
}

/** @param given names by logical id, e.g. those of the stand-ins */
export function createResolver(
  template: Template,
  { name: stack = 'bastion-ack', account, region }: Place,
  given: Readonly<Record<string, string>> = {},
): Resolver {
  const resources = resourcesOf(template);
  const partition = partitionOf(region);

  function nameOf(id: string): string {
    const named = given[id];
    if (named !== undefined) return named;
    const { Type, Properties } = resources.get(id) ?? { Type: '', Properties: {} };
    const own =
      Properties?.Name ??
      Properties?.RoleName ??
      Properties?.TrailName ??
      Properties?.AlarmName ??
      Properties?.TopicName;
    if (typeof own === 'string') return own;
    const hash = createHash('sha256').update(id).digest('hex');
    if (Type === 'AWS::KMS::Key') return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
    if (Type === 'AWS::EC2::Instance') return `i-${hash.slice(0, 17)}`;
    const name = `${stack}-${id.slice(0, 39)}-${hash.slice(0, 12).toUpperCase()}`;
    return Type === 'AWS::S3::Bucket' ? name.toLowerCase() : name;
  }

  function arnOf(id: string): string {
    const { Type } = resources.get(id) ?? { Type: '' };
    const name = nameOf(id);
    const regional = (service: string, resource: string) =>
      `arn:${partition}:${service}:${region}:${account}:${resource}`;
    switch (Type) {
      case 'AWS::S3::Bucket':
        return `arn:${partition}:s3:::${name}`;
      case 'AWS::IAM::Role':
        return `arn:${partition}:iam::${account}:role/${name}`;
      case 'AWS::KMS::Key':
        return regional('kms', `key/${name}`);
      case 'AWS::DynamoDB::GlobalTable':
        return regional('dynamodb', `table/${name}`);
      case 'AWS::Logs::LogGroup':
        return regional('logs', `log-group:${name}:*`);
      case 'AWS::Lambda::Function':
        return regional('lambda', `function:${name}`);
      case 'AWS::Lambda::Alias': {
        const { FunctionName, Name } = resources.get(id)?.Properties ?? {};
        return regional('lambda', `function:${resolve(FunctionName)}:${Name}`);
      }
      case 'AWS::SNS::Topic':
        return regional('sns', name);
      case 'AWS::SQS::Queue':
        return regional('sqs', name);
      case 'AWS::SSM::Parameter':
        return regional('ssm', `parameter${name}`);
      case 'AWS::Events::Rule':
        return regional('events', `rule/${name}`);
      case 'AWS::CloudTrail::Trail':
        return regional('cloudtrail', `trail/${name}`);
      default:
        return regional('other', name);
    }
  }

  function refOf(id: string): string {
    const pseudo: Record<string, string> = {
      'AWS::Partition': partition,
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    return pseudo[id] ?? (REF_IS_ARN.has(resources.get(id)?.Type ?? '') ? arnOf(id) : nameOf(id));
  }

  function resolve(value: Json): Json {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined]] = Object.entries<Json>(value);
    if (name === 'Ref') return refOf(argument);
    if (name === 'Fn::GetAtt')
      return argument[1] === 'Arn' ? arnOf(argument[0]) : `${nameOf(argument[0])}.${argument[1]}`;
    if (name === 'Fn::Join') return resolve(argument[1]).join(argument[0]);
    if (name === 'Fn::Split') return resolve(argument[1]).split(argument[0]);
    if (name === 'Fn::Select') return `<${JSON.stringify(argument)}>`;
    if (name.startsWith('Fn::')) throw new Error(`${name} is not known here: add it to test/infra/resolve.ts`);
    return Object.fromEntries(Object.entries<Json>(value).map(([key, one]) => [key, resolve(one)]));
  }

  return { resolve, nameOf };
}
