// Makes the newest version of each session document its default one, which StartSession uses: it takes no version.
import { createHash } from 'node:crypto';
import {
  custom_resources as custom,
  aws_iam as iam,
  aws_logs as logs,
  RemovalPolicy,
  Stack,
  type aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allow } from '../access/permissions.ts';

export interface DefaultVersionsProps {
  readonly documents: ReadonlyMap<string, ssm.CfnDocument>;
  /** The content of each document */
  readonly content: object;
  readonly logDays: number;
}

/**
 * CloudFormation documents that `NewVersion` does this, and has been reported not to, without an error: changed limits and logs
 * would silently not apply. Setting the same version again changes nothing.
 * @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2539
 */
export class DefaultVersions extends Construct {
  constructor(scope: Construct, id: string, { documents, content, logDays }: DefaultVersionsProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logDays,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const role = new iam.Role(this, 'Role', {
      description: 'Permissions of the deployment to choose the default version of its session documents.',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    // Every stream of this log group, because Lambda names them.
    allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    const hash = createHash('sha256')
      .update(JSON.stringify(stack.resolve(content)))
      .digest('hex')
      .slice(0, 16);
    for (const [name, document] of documents) {
      const arn = stack.formatArn({ service: 'ssm', resource: 'document', resourceName: name });
      const call = (action: string, version: string, outputPaths: string[]) =>
        new custom.AwsCustomResource(this, `${document.node.id}${action}`, {
          resourceType: `Custom::${action}`,
          // Runs at every change of the content.
          onUpdate: {
            service: 'SSM',
            action,
            parameters: { Name: name, DocumentVersion: version },
            physicalResourceId: custom.PhysicalResourceId.of(`${name} ${action} ${hash}`),
            outputPaths,
          },
          role,
          policy: custom.AwsCustomResourcePolicy.fromStatements([
            new iam.PolicyStatement({ actions: [`ssm:${action}`], resources: [arn] }),
          ]),
          // The SDK of the Lambda runtime: another would come from npm at each deployment.
          installLatestAwsSdk: false,
          logGroup,
        });
      const newest = call('DescribeDocument', '$LATEST', ['Document.DocumentVersion']);
      newest.node.addDependency(document);
      call('UpdateDocumentDefaultVersion', newest.getResponseField('Document.DocumentVersion'), []);
    }
  }
}
