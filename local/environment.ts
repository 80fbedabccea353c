// The environment in which the handlers run here: made up, complete, and with nothing inherited that could lead outside.
import http from 'node:http';
import { devNull } from 'node:os';
import { VARIABLES } from '../app/config.ts';
import { REGION } from './aws/account.ts';

/** Nothing listens there: what has no address of its own here fails at once. */
const NOWHERE = 'http://127.0.0.1:9';

export interface LocalEndpoints {
  readonly dynamodb: string;
  readonly ssm: string;
  readonly lambda: string;
}

/** What the AWS clients are told, whatever else is told to the handlers. */
export function awsEnvironment({ dynamodb, ssm, lambda }: LocalEndpoints): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAMADEUPFORLOCAL00',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    // No profile of this machine's user is read, and no address of a machine in the cloud is asked.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: NOWHERE,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SSM: ssm,
    AWS_ENDPOINT_URL_LAMBDA: lambda,
  };
}

const INHERITED = /^(AWS_|SLACK_|_X_AMZN_|LAMBDA_|POWERTOOLS_)|^(EMULATE_BASE_URL|PORTLESS_URL)$/i;
const PROXIES = /^(HTTPS?_PROXY|ALL_PROXY|NO_PROXY|NODE_USE_ENV_PROXY)$/i;

/** Drops every inherited variable that the handlers, the AWS clients or the stand-ins would listen to. */
export function dropInherited(env: NodeJS.ProcessEnv): void {
  const ours = new Set<string>(VARIABLES);
  for (const name of Object.keys(env)) if (INHERITED.test(name) || ours.has(name)) delete env[name];
}

/**
 * Node.js has read the proxies at its own start, so dropping the variables alone would come too late. Instead of them
 * it gets one that does not exist, for all but this machine.
 */
export function dropProxies(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (PROXIES.test(name)) delete env[name];
  // Node.js 22 has no such function, and heeds the variables only when it is told to.
  http.setGlobalProxyFromEnv?.({ http_proxy: NOWHERE, https_proxy: NOWHERE, no_proxy: '127.0.0.1,localhost' });
}
