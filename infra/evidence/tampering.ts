// Rules that see who changes this deployment itself: for the notice in Slack, and past all functions for the alarm topic.
import {
  type CfnElement,
  aws_cloudtrail as cloudtrail,
  aws_dynamodb as dynamodb,
  aws_events as events,
  aws_kms as kms,
  aws_lambda as lambda,
  aws_logs as logs,
  Stack,
  aws_s3 as s3,
  type aws_sns as sns,
  type aws_sqs as sqs,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { CLOUDFORMATION, TAMPERING_CALLS, type TamperingSource } from '../../app/aws/cloudtrail/tampering-calls.ts';
import { createDelivery } from './cloudtrail-ingestion.ts';
import { createPage } from './tampering-page.ts';

export interface TamperingProps {
  readonly sessionEvents: lambda.IFunction;
  readonly topic: sns.ITopic;
  readonly deadLetters: sqs.Queue;
  /** Path of the secrets in Parameter Store */
  readonly secretsPath: string;
  /** Of the trail, which may not be the stack's own */
  readonly trailLogGroup: string;
}

/** Values of a request parameter, in EventBridge's form. */
type Matchers = readonly (string | { readonly prefix: string } | { readonly suffix: string })[];

/** Services whose records EventBridge has in the region itself. IAM's come by the subscription. */
type RegionalSource = Exclude<TamperingSource, 'iam.amazonaws.com'>;

const RULES: Readonly<Record<RegionalSource, string>> = {
  'cloudtrail.amazonaws.com': 'Trail',
  'logs.amazonaws.com': 'Logs',
  'events.amazonaws.com': 'Rules',
  'lambda.amazonaws.com': 'Functions',
  'kms.amazonaws.com': 'Keys',
  's3.amazonaws.com': 'Buckets',
  'dynamodb.amazonaws.com': 'Table',
  'ssm.amazonaws.com': 'Parameters',
  'monitoring.amazonaws.com': 'Alarms',
};
const SOURCES = Object.keys(RULES).filter((source): source is RegionalSource => Object.hasOwn(RULES, source));

/** Created last: it watches what the stack has by then. A pattern has at most 2,048 characters, so each service has its own. */
export class Tampering extends Construct {
  constructor(scope: Construct, id: string, props: TamperingProps) {
    super(scope, id);
    const { sessionEvents, topic, deadLetters } = props;
    const resources = this.findResources(props);
    for (const source of SOURCES) {
      new events.Rule(this, RULES[source], {
        description: 'Announces changes of bastion-ack itself in Slack.',
        eventPattern: createPattern(source, resources[source]),
        targets: [createDelivery(sessionEvents, deadLetters)],
      });
      new events.Rule(this, `${RULES[source]}Page`, {
        description: 'Tells the alarm topic of changes of bastion-ack itself, except by CloudFormation.',
        eventPattern: createPattern(source, resources[source], {
          sourceIPAddress: [{ 'anything-but': CLOUDFORMATION }],
        }),
        targets: [createPage(topic, deadLetters)],
      });
    }
  }

  /** The stack's resources, as requests name them; undefined where it does not know the name. */
  private findResources({ secretsPath, trailLogGroup }: TamperingProps): Record<RegionalSource, Matchers | undefined> {
    const { stackName, node } = Stack.of(this);
    const all = node.findAll();
    const refs = (is: (one: IConstruct) => one is CfnElement & { readonly ref: string }) =>
      all.filter(is).map(({ ref }) => ref);
    const trails = refs((one) => one instanceof cloudtrail.CfnTrail);
    return {
      'cloudtrail.amazonaws.com': trails.length === 0 ? undefined : orArn(trails),
      'logs.amazonaws.com': [...new Set([...refs((one) => one instanceof logs.CfnLogGroup), trailLogGroup])],
      // A rule cannot name itself before it exists.
      'events.amazonaws.com': [
        ...refs((one) => one instanceof events.CfnRule),
        { prefix: `${stackName}-${this.node.id}` },
      ],
      'lambda.amazonaws.com': orQualified(refs((one) => one instanceof lambda.CfnFunction)),
      // By its id, or by an ARN that ends in it.
      'kms.amazonaws.com': refs((one) => one instanceof kms.CfnKey).map((suffix) => ({ suffix })),
      's3.amazonaws.com': refs((one) => one instanceof s3.CfnBucket),
      'dynamodb.amazonaws.com': orArn(refs((one) => one instanceof dynamodb.CfnGlobalTable)),
      'ssm.amazonaws.com': [
        { prefix: `${secretsPath}/` },
        ...refs((one) => one instanceof ssm.CfnParameter),
        ...orArn(refs((one) => one instanceof ssm.CfnDocument)),
      ],
      'monitoring.amazonaws.com': [{ prefix: `${stackName}-Alarms` }],
    };
  }
}

function createPattern(
  source: RegionalSource,
  resources: Matchers | undefined,
  more: object = {},
): events.EventPattern {
  const { calls, parameters } = TAMPERING_CALLS[source];
  const isVersioned = 'isVersioned' in TAMPERING_CALLS[source];
  const [first, ...others] = parameters.map((parameter) => ({ [parameter]: resources }));
  return {
    // Only AWS itself may write such a source.
    source: events.Match.prefix('aws.'),
    detailType: ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: [source],
      eventName: isVersioned ? calls.map((prefix) => ({ prefix })) : [...calls],
      ...(resources !== undefined && { requestParameters: others.length === 0 ? first : { $or: [first, ...others] } }),
      ...more,
    },
  };
}

/**
 * A request may name a function with a qualifier. CloudFormation ends each name at random, so none begins another. Of an ARN, or
 * a part of one, only the qualifier of the code that can be changed is meant: AWS takes no other.
 */
function orQualified(names: readonly string[]): Matchers {
  return names.flatMap((name) => [{ prefix: name }, { suffix: `:${name}` }, { suffix: `:${name}:$LATEST` }]);
}

/** A request may also name such a resource by its ARN. */
function orArn(names: readonly string[]): Matchers {
  return names.flatMap((name) => [name, { suffix: `/${name}` }]);
}
