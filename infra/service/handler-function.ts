// One Lambda function with its bundle, its environment, and its own role and log group.
import { join } from 'node:path';
import {
  type Duration,
  aws_iam as iam,
  aws_lambda as lambda,
  aws_logs as logs,
  RemovalPolicy,
  Size,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Environment } from '../../app/config/read-config.ts';
import { allow } from '../access/permissions.ts';
import type { Deployed } from './environment.ts';

export interface HandlerFunctionProps<H extends Deployed> {
  readonly handler: H;
  /** Folder that `npm run build` wrote; the tests run the same files */
  readonly bundles: string;
  readonly description: string;
  /** The compiler checks it against the variables that app/config/read-config.ts requires of this handler */
  readonly environment: Environment<H>;
  readonly memoryMiB: number;
  readonly timeout: Duration;
  /** Size of /tmp */
  readonly diskMiB?: number;
  readonly logDays: number;
  readonly reservedConcurrency?: number;
}

export class HandlerFunction<H extends Deployed = Deployed> extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps<H>) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logDays,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.role = new iam.Role(this, 'Role', {
      description: `Permissions of ${props.handler} of bastion-ack.`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    // Every stream of this log group, because Lambda names them.
    allow(this.role, ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    this.function = new lambda.Function(this, 'Function', {
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      // Source maps would be loaded at each cold start. The same build can create them again.
      code: lambda.Code.fromAsset(join(props.bundles, props.handler), { exclude: ['*.map'] }),
      environment: withoutUndefined(props.environment),
      memorySize: props.memoryMiB,
      timeout: props.timeout,
      role: this.role,
      logGroup,
      // An alias goes back to a former version only if the deployment that replaced it left it in place.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
      ...(props.diskMiB !== undefined && { ephemeralStorageSize: Size.mebibytes(props.diskMiB) }),
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
  }
}

function withoutUndefined(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}
