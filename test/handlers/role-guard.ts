// Stands between a function and AWS as its role does: it refuses every request that the deployed policy does not allow.
import type { Deployed } from '../../infra/service/environment.ts';
import { startLoopback } from '../../local/aws/loopback.ts';
import { type Json, permissionsOf, templateOf } from '../infra/stack-fixture.ts';

export type Handler = Deployed;

/** The bus of the deployment whose roles these are; a function puts events only where its environment names it. */
export const EVENT_BUS = 'bastion-events';

const ROLES = {
  slack: 'Slack',
  'session-events': 'SessionEvents',
  watchdog: 'Watchdog',
  'audit-export': 'AuditExport',
} as const;
/** Reads the action from a request of each service. */
const TARGETS: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSSM: 'ssm',
  Logs_20140328: 'logs',
  TrentService: 'kms',
  AWSEvents: 'events',
};

let template: ReturnType<typeof templateOf> | undefined;

/** The actions that a function's role allows, on any resource. The tests of the template check the resources. */
export function allowedTo(handler: Handler): ReadonlySet<string> {
  template ??= templateOf('example', (settings: Json) => {
    settings.app.EVENT_BUS = EVENT_BUS;
  });
  return new Set(
    permissionsOf(template, ROLES[handler]).flatMap(({ Effect, Action }) => (Effect === 'Allow' ? Action : [])),
  );
}

/** One allowed request, and the capacity that DynamoDB reports for it. */
export interface Asked {
  readonly action: string;
  readonly units: number;
}

/**
 * @param addresses of AWS's stand-ins by variable, e.g. `{"AWS_ENDPOINT_URL_SSM": "http://127.0.0.1:43217"}`
 * @returns the same addresses behind the guard, the allowed requests, and the refused ones
 */
export async function guard(handler: Handler, addresses: Readonly<Record<string, string>>) {
  const allowed = allowedTo(handler);
  const refused: string[] = [];
  const asked: Asked[] = [];
  const guards = await Promise.all(
    Object.entries(addresses).map(async ([variable, address]) => {
      const loopback = await startLoopback(async ({ method, path, query, headers, bytes }) => {
        const action = actionOf(variable, method, query, String(headers['x-amz-target'] ?? ''));
        if (!allowed.has(action)) {
          refused.push(action);
          return {
            status: 400,
            body: JSON.stringify({
              __type: 'AccessDeniedException',
              message: `the role of ${handler} may not ${action}`,
            }),
          };
        }
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
        const body = new Uint8Array(await answer.arrayBuffer());
        asked.push({ action, units: unitsOf(action, body) });
        return {
          status: answer.status,
          headers: Object.fromEntries([...answer.headers].filter(([name]) => !HOPS.has(name))),
          body,
        };
      });
      return { variable, loopback };
    }),
  );
  return {
    addresses: Object.fromEntries(guards.map(({ variable, loopback }) => [variable, loopback.url])),
    refused,
    asked,
    close: async () => {
      for (const { loopback } of guards) await loopback.close();
    },
  };
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

function actionOf(variable: string, method: string, query: URLSearchParams, target: string): string {
  const [service = '', operation] = target.split('.');
  if (operation !== undefined) return `${TARGETS[service] ?? service}:${operation}`;
  if (variable.endsWith('LAMBDA')) return 'lambda:InvokeFunction';
  if (query.has('versions')) return 's3:ListBucketVersions';
  if (query.has('list-type')) return 's3:ListBucket';
  return method === 'PUT' ? 's3:PutObject' : 's3:GetObject';
}

function asksForItsCost(bytes: Uint8Array): string {
  return JSON.stringify({ ...JSON.parse(Buffer.from(bytes).toString()), ReturnConsumedCapacity: 'TOTAL' });
}

function unitsOf(action: string, body: Uint8Array): number {
  if (!action.startsWith('dynamodb:')) return 0;
  const { ConsumedCapacity = [] } = JSON.parse(Buffer.from(body).toString());
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}
