// The managed nodes: warns people on a node's terminals, and lists the nodes that SSM knows.
import { DescribeInstanceInformationCommand, SendCommandCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { TimeLimit } from '../../lib/time-limit.ts';
import type { ManagedNodes } from '../../ports.ts';
import { collectPages } from '../pages.ts';

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html */
const MAX_PER_PAGE = 50;

/** @param document a Command document with a fixed text and no parameters, for Linux and Windows */
export function createManagedNodes(ssm: SSMClient, document: string, limit: TimeLimit): ManagedNodes {
  return {
    async warn(targetId) {
      // Not the default version: a deployment that changed the text may have left the former one there.
      const which = { DocumentName: document, DocumentVersion: '$LATEST' };
      const command = new SendCommandCommand({ ...which, InstanceIds: [targetId] });
      await ssm.send(command, { abortSignal: limit.signal() });
    },

    async list(targetIds) {
      const found = new Set<string>();
      for (let from = 0; from < targetIds.length; from += MAX_PER_PAGE) {
        const Values = targetIds.slice(from, from + MAX_PER_PAGE);
        const input = { Filters: [{ Key: 'InstanceIds', Values }], MaxResults: MAX_PER_PAGE };
        const nodes = await collectPages(async (NextToken) => {
          const { InstanceInformationList: items = [], NextToken: next } = await ssm.send(
            new DescribeInstanceInformationCommand({ ...input, NextToken }),
            { abortSignal: limit.signal() },
          );
          return { items, next };
        });
        for (const { InstanceId } of nodes) if (InstanceId) found.add(InstanceId);
      }
      return found;
    },
  };
}
