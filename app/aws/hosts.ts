// Warns whoever works on a managed node, on its own terminals.
import { SendCommandCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Hosts } from '../ports.ts';

/** @param document a Command document with a fixed text and no parameters, for Linux and Windows */
export function createHosts(ssm: SSMClient, document: string): Hosts {
  return {
    async warn(targetId) {
      await ssm.send(new SendCommandCommand({ DocumentName: document, InstanceIds: [targetId] }));
    },
  };
}
