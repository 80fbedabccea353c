// The secrets and the managed nodes, as Systems Manager lists them: no secret is read.
import {
  DescribeInstanceInformationCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { CheckPorts } from '../../checks/ports.ts';
import { collectPages } from '../pages.ts';
import { askWithPermission } from './permitted.ts';

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html */
const MAX_PER_PAGE = 50;

export interface SsmFacts extends Pick<CheckPorts, 'secrets' | 'nodes'> {
  /** @returns the text of a parameter that is no secret @throws {Error} if there is none */
  parameter(name: string): Promise<string>;
}

export function createSsmFacts(ssm: SSMClient): SsmFacts {
  return {
    parameter: (Name) =>
      askWithPermission('ssm:GetParameter', async () => {
        const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
        return Parameter?.Value ?? '';
      }),

    secrets: (path) =>
      askWithPermission('ssm:DescribeParameters', async () => {
        const base = `${path.replace(/\/$/, '')}/`;
        const ParameterFilters = [{ Key: 'Name', Option: 'BeginsWith', Values: [base] }];
        const stored = await collectPages(async (NextToken) => {
          const { Parameters: items = [], NextToken: next } = await ssm.send(
            new DescribeParametersCommand({ ParameterFilters, NextToken }),
          );
          return { items, next };
        });
        return new Map(stored.map(({ Name = '', Type }) => [Name.slice(base.length), Type === 'SecureString']));
      }),

    nodes: (ids) =>
      askWithPermission('ssm:DescribeInstanceInformation', async () => {
        const online = new Map<string, boolean>();
        for (let from = 0; from < ids.length; from += MAX_PER_PAGE) {
          const Filters = [{ Key: 'InstanceIds', Values: ids.slice(from, from + MAX_PER_PAGE) }];
          const nodes = await collectPages(async (NextToken) => {
            const { InstanceInformationList: items = [], NextToken: next } = await ssm.send(
              new DescribeInstanceInformationCommand({ Filters, MaxResults: MAX_PER_PAGE, NextToken }),
            );
            return { items, next };
          });
          for (const { InstanceId, PingStatus } of nodes)
            if (InstanceId !== undefined) online.set(InstanceId, PingStatus === 'Online');
        }
        return online;
      }),
  };
}
