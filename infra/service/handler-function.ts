// One Lambda: its bundle, its environment as the contract has it, its own role and log group.
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
  /** The folder to which `npm run build` wrote: these very files are tested */
  readonly bundles: string;
  readonly description: string;
  /** Held by the compiler to what app/config/read-config.ts reads, and demands of this handler */
  readonly environment: Environment<H>;
  readonly memoryMiB: number;
  readonly timeout: Duration;
  /** Of the file system under /tmp */
  readonly diskMiB?: number;
  readonly logDays: number;
  readonly reservedConcurrency?: number;
}

export class HandlerFunction<H extends Deployed = Deployed> extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps<H>) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: props.logDays, removalPolicy: RemovalPolicy.RETAIN });
    this.role = new iam.Role(this, 'Role', {
      description: `Permissions of ${props.handler} of bastion-ack.`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    // Every stream of this log group: Lambda names them.
    allow(this.role, ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    this.function = new lambda.Function(this, 'Function', {
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      // The maps of the sources would be fetched at each cold start; the same build makes them again.
      code: lambda.Code.fromAsset(join(props.bundles, props.handler), { exclude: ['*.map'] }),
      environment: withoutUndefined(props.environment),
      memorySize: props.memoryMiB,
      timeout: props.timeout,
      role: this.role,
      logGroup,
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
