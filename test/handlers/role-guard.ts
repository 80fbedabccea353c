// Stands between a function and AWS as its role does: it refuses every request that the deployed policies do not allow.
import type { Deployed } from '../../infra/service/environment.ts';
import { refuseByQuery } from '../../local/aws/deployment/aws-query.ts';
import { type LoopbackResponse, startLoopback } from '../../local/aws/loopback.ts';
import type { Request } from '../infra/policy.ts';
import { createDeployedRole } from './deployed-role.ts';

export type Handler = Deployed;

/** One allowed request, and the capacity that DynamoDB reports for it. */
export interface Asked {
  readonly action: string;
  readonly units: number;
}

/**
 * @param addresses of AWS's stand-ins by variable, e.g. `{"AWS_ENDPOINT_URL_SSM": "http://127.0.0.1:43217"}`
 * @param env of the handler
 * @returns the same addresses behind the guard, the allowed requests with their permissions, and the refused permissions
 */
export async function guard(
  handler: Handler,
  addresses: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
) {
  const role = createDeployedRole(handler, env);
  const refused: string[] = [];
  const walked: Request[] = [];
  const asked: Asked[] = [];
  const guards = await Promise.all(
    Object.entries(addresses).map(async ([variable, address]) => {
      const loopback = await startLoopback(async ({ method, path, query, headers, bytes }) => {
        const target = String(headers['x-amz-target'] ?? '');
        const body = Buffer.from(bytes).toString();
        const permissions = role.permissionsFor({ variable, method, path, query, target, body });
        const action = permissions[0]?.action ?? '';
        const missing = permissions.filter((permission) => !role.allows(permission));
        if (missing.length > 0) {
          refused.push(...missing.map((one) => `${one.action} on ${one.resource}`));
          const names = missing.map((one) => `${one.action} on ${one.resource}`).join(', ');
          return refuseAs(variable, `the role of ${handler} may not ${names}`);
        }
        walked.push(...permissions);
        const search = query.size > 0 ? `?${query}` : '';
        const passed = Object.entries(headers).flatMap(([name, value]) =>
          HOPS.has(name) || value === undefined ? [] : [[name, String(value)]],
        );
        const answer = await fetch(`${address}${path}${search}`, {
          method,
          headers: Object.fromEntries(passed),
          ...(bytes.length > 0 && {
            body: Buffer.from(action.startsWith('dynamodb:') ? asksForItsCost(bytes) : bytes),
          }),
        });
        const answered = new Uint8Array(await answer.arrayBuffer());
        asked.push({ action, units: unitsOf(action, answered) });
        return {
          status: answer.status,
          headers: Object.fromEntries([...answer.headers].filter(([name]) => !HOPS.has(name))),
          body: answered,
        };
      });
      return { variable, loopback };
    }),
  );
  return {
    addresses: Object.fromEntries(guards.map(({ variable, loopback }) => [variable, loopback.url])),
    refused,
    asked,
    walked,
    close: async () => {
      for (const { loopback } of guards) await loopback.close();
    },
  };
}

/** In the protocol of the service, so that its client knows the refusal. */
function refuseAs(variable: string, message: string): LoopbackResponse {
  if (/_(?:IAM|SNS)$/.test(variable)) return refuseByQuery(403, 'AccessDenied', message);
  if (!variable.endsWith('_S3'))
    return { status: 400, body: JSON.stringify({ __type: 'AccessDeniedException', message }) };
  const body = `<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
  return { status: 403, headers: { 'content-type': 'application/xml' }, body };
}

/** Headers that belong to one connection, not to the request. */
const HOPS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'expect',
  'content-encoding',
]);

function asksForItsCost(bytes: Uint8Array): string {
  return JSON.stringify({ ...JSON.parse(Buffer.from(bytes).toString()), ReturnConsumedCapacity: 'TOTAL' });
}

function unitsOf(action: string, body: Uint8Array): number {
  if (!action.startsWith('dynamodb:')) return 0;
  const { ConsumedCapacity = [] } = JSON.parse(Buffer.from(body).toString());
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}
