// An AWS that refuses everything, in the protocol of each service.
import { openAwsChecks } from '../../../../app/aws/checks/open-aws-checks.ts';
import { PermissionError } from '../../../../app/checks/outcome.ts';
import { refuse } from '../../../../local/aws/aws-json.ts';
import { refuseByQuery } from '../../../../local/aws/deployment/aws-query.ts';
import { startLoopback } from '../../../../local/aws/loopback.ts';
import { createAwsEnvironment } from '../../../../local/environment.ts';

const ROLE = 'arn:aws:iam::111122223333:role/role';

/** @returns the permission that each call of the checks names when it is refused, by the name of the call */
export async function permissionsNamed(): Promise<ReadonlyMap<string, string>> {
  const aws = await startLoopback(({ headers, body }) => {
    if (headers['x-amz-target'] !== undefined) return refuse('AccessDeniedException', 'not authorized');
    if (body.startsWith('Action='))
      return refuseByQuery(403, body.includes('Topic') ? 'AuthorizationError' : 'AccessDenied', 'not authorized');
    return { status: 403, body: '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>' };
  });
  const { url } = aws;
  const before = { ...process.env };
  Object.assign(
    process.env,
    createAwsEnvironment({
      dynamodb: url,
      ssm: url,
      lambda: url,
      logs: url,
      s3: url,
      kms: url,
      cloudTrail: url,
      eventBridge: url,
      iam: url,
      sns: url,
    }),
  );
  try {
    const checks = openAwsChecks('ap-northeast-1');
    const calls: Readonly<Record<keyof typeof checks, () => Promise<unknown>>> = {
      parameter: () => checks.parameter('/p'),
      secrets: () => checks.secrets('/p'),
      table: () => checks.table('table'),
      hasPointInTimeRecovery: () => checks.hasPointInTimeRecovery('table'),
      trails: () => checks.trails('group'),
      subscriptions: () => checks.subscriptions('group'),
      rules: () => checks.rules('arn:aws:lambda:r:1:function:f'),
      nodes: () => checks.nodes(['i-0123456789abcdef0']),
      simulateTermination: () => checks.simulateTermination(ROLE, 'i-0123456789abcdef0'),
      sealKey: () => checks.sealKey('alias/seal'),
      lockMode: () => checks.lockMode('bucket'),
      archiveKeys: () => checks.archiveKeys('bucket'),
      topic: () => checks.topic('arn:aws:sns:r:1:topic'),
    };
    const named = Object.entries(calls).map(async ([name, call]) => {
      const fault = await call().then(
        () => undefined,
        (cause: unknown) => cause,
      );
      if (!(fault instanceof PermissionError)) throw new Error(`${name} did not name a permission`, { cause: fault });
      return [name, fault.permission] as const;
    });
    return new Map(await Promise.all(named));
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await aws.close();
  }
}
