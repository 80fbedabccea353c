// The rules of the EventBridge stand-in; events that are put go to the bus.
import * as z from 'zod';
import { EVENT_SOURCE, SESSION_CALLS } from '../../../app/aws/cloudtrail/trail-filter.ts';
import { refuse, succeed, withValidInput } from '../aws-json.ts';
import { type Loopback, type LoopbackRequest, type LoopbackResponse, startLoopback } from '../loopback.ts';
import type { IsBroken } from './breakage.ts';
import { AUDIT_EXPORT_ARN, SESSION_EVENTS_ARN } from './identity.ts';
import { cutPage, pageToken } from './pages.ts';

const listing = z.object({
  TargetArn: z.string().min(1, 'Member must have length greater than or equal to 1'),
  NextToken: pageToken,
});
const describing = z.object({ Name: z.string().min(1, 'Member must have length greater than or equal to 1') });

interface Rule {
  readonly name: string;
  readonly target: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly schedule?: string;
  readonly pattern?: object;
}

/** @param busUrl of the stand-in that takes events; the real service has one address for both */
export function startRules(isBroken: IsBroken, busUrl: string): Promise<Loopback> {
  function rules(): readonly Rule[] {
    const records: Rule = {
      name: 'bastion-ack-session-records',
      target: SESSION_EVENTS_ARN,
      state: isBroken('event-rule') ? 'DISABLED' : 'ENABLED',
      pattern: {
        source: ['aws.ssm'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: { eventSource: [EVENT_SOURCE], eventName: [...SESSION_CALLS] },
      },
    };
    const tampering: Rule = {
      name: 'bastion-ack-tampering',
      target: SESSION_EVENTS_ARN,
      state: 'ENABLED',
      pattern: {
        source: [{ prefix: 'aws.' }],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: { eventSource: ['cloudtrail.amazonaws.com'], eventName: ['StopLogging'] },
      },
    };
    const nightly: Rule = {
      name: 'bastion-ack-each-night',
      target: AUDIT_EXPORT_ARN,
      state: 'ENABLED',
      schedule: 'cron(30 0 * * ? *)',
    };
    return isBroken('nightly-rule') ? [records, tampering] : [records, tampering, nightly];
  }

  async function passOn(target: string, body: string): Promise<LoopbackResponse> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    const answer = await fetch(busUrl, { method: 'POST', headers, body });
    return { status: answer.status, headers, body: await answer.text() };
  }

  function answer({ headers, body }: LoopbackRequest) {
    switch (headers['x-amz-target']) {
      case 'AWSEvents.ListRuleNamesByTarget':
        return withValidInput(listing, body, ({ TargetArn, NextToken: token }) => {
          const names = rules().flatMap(({ name, target }) => (target === TargetArn ? [name] : []));
          const { page: RuleNames, NextToken } = cutPage(names, token);
          return succeed({ RuleNames, NextToken });
        });
      case 'AWSEvents.DescribeRule':
        return withValidInput(describing, body, ({ Name }) => {
          const rule = rules().find(({ name }) => name === Name);
          if (rule === undefined) return refuse('ResourceNotFoundException', `Rule ${Name} does not exist.`);
          const { state: State, schedule: ScheduleExpression, pattern } = rule;
          return succeed({ Name, State, ScheduleExpression, EventPattern: pattern && JSON.stringify(pattern) });
        });
      default:
        return passOn(String(headers['x-amz-target']), body);
    }
  }
  return startLoopback(answer);
}
