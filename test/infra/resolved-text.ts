// Fills in the references of a template as CloudFormation does, with names of the lengths that it gives.
import type { Template } from 'aws-cdk-lib/assertions';
import { type Json, resourcesOf } from './stack-fixture.ts';

const RANDOM = 'ABCDEFGHIJKLM';
const ACCOUNT = '222233334444';

/** @returns the value of a property as text */
export function resolvedText(template: Template, value: Json, stack: string): string {
  if (typeof value === 'string') return value;
  const [[kind, content] = ['', undefined]] = Object.entries<Json>(value);
  if (kind === 'Fn::Join') return partsOf(template, content[1], stack).join(content[0]);
  if (kind === 'Ref' && content === 'AWS::Partition') return 'aws-us-gov';
  if (kind === 'Ref' && content === 'AWS::URLSuffix') return 'amazonaws.com.cn';
  const id = kind === 'Ref' ? content : content[0];
  const type = resourcesOf(template).get(id)?.Type;
  const physical = `${stack}-${id}-${RANDOM}`;
  if (type === 'AWS::EC2::Instance') return `i-${Buffer.from(id).toString('hex').slice(-17).padStart(17, '0')}`;
  if (type === 'AWS::S3::Bucket')
    return physical
      .toLowerCase()
      .slice(-63)
      .replace(/^[^a-z0-9]+/, '');
  if (type === 'AWS::ApiGatewayV2::Api') return '0123456789';
  if (type === 'AWS::KMS::Key') return arn('kms', 'key/00000000-0000-0000-0000-000000000000');
  if (type === 'AWS::Lambda::Function') return physical.slice(-64);
  if (type === 'AWS::Lambda::Alias') return arn('lambda', `function:${'n'.repeat(64)}:confirm`);
  if (type === 'AWS::DynamoDB::GlobalTable' || type === 'AWS::Logs::LogGroup') return physical;
  throw new Error(`This reference has no known length: ${JSON.stringify(value)}. Add its type to resolved-text.ts.`);
}

function partsOf(template: Template, list: Json, stack: string): string[] {
  const { 'Fn::Split': split } = list;
  if (split !== undefined) return resolvedText(template, split[1], stack).split(split[0]);
  return list.map((part: Json) => resolvedText(template, part, stack));
}

function arn(service: string, rest: string): string {
  return `arn:aws-us-gov:${service}:us-gov-west-1:${ACCOUNT}:${rest}`;
}
