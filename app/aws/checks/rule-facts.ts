// The rules of EventBridge that call a function.
import { DescribeRuleCommand, type EventBridgeClient, ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge';
import type { CheckPorts, RuleFacts } from '../../checks/ports.ts';
import { collectPages } from '../pages.ts';
import { askWithPermission } from './permitted.ts';

export function createRuleFacts(events: EventBridgeClient): Pick<CheckPorts, 'rules'> {
  async function describe(Name: string): Promise<RuleFacts> {
    const { State = '', EventPattern } = await askWithPermission('events:DescribeRule', () =>
      events.send(new DescribeRuleCommand({ Name })),
    );
    // "ENABLED", and "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
    return { name: Name, isEnabled: State.startsWith('ENABLED'), pattern: EventPattern || undefined };
  }

  return {
    async rules(TargetArn) {
      const names = await askWithPermission('events:ListRuleNamesByTarget', () =>
        collectPages(async (NextToken) => {
          const { RuleNames: items = [], NextToken: next } = await events.send(
            new ListRuleNamesByTargetCommand({ TargetArn, NextToken }),
          );
          return { items, next };
        }),
      );
      return Promise.all(names.map(describe));
    },
  };
}
