// The SDK's client for Systems Manager, for sessions and nodes; most invocations do not need it.
import { SSMClient } from '@aws-sdk/client-ssm';

const timeouts = { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

export function openSystemsManager(): SSMClient {
  return new SSMClient({ requestHandler: timeouts, maxAttempts: 3 });
}
