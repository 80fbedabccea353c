// docs/cost.md states the cost of the code’s own requests, counted here behind the deployed roles and multiplied by prices.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ASSUMED, COUNTED, type Counted, monthly, type Step } from '../../cli/deployment/cost.ts';
import { APPROVER, type Stage, setStage } from '../handlers/handlers-fixture.ts';
import { pressOf } from '../handlers/requests.ts';
import { resourcesOf, templateOf } from './stack-fixture.ts';

const doc = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8');
const SESSIONS = [10, 1_000, 100_000];

let stage: Stage;
let counted: Counted;
beforeAll(async () => {
  stage = await setStage();
  counted = await count(stage);
});
afterAll(() => stage.close());

/** Counts one session from start to end: delivered twice, acknowledged, and polled by the watchdog. */
async function count({ running, operatorStarts, noticeOf, ssm, requests }: Stage): Promise<Counted> {
  const [watchdog, events, slack] = [
    await running('watchdog'),
    await running('session-events'),
    await running('slack'),
  ];
  const step = async (work: () => Promise<unknown>): Promise<Step> => {
    requests();
    await work();
    const all = Object.entries(requests()).filter(([action]) => action.startsWith('dynamodb:'));
    const total = (of: (action: string) => boolean, what: 'count' | 'units') =>
      all.reduce((sum, [action, one]) => sum + (of(action) ? one[what] : 0), 0);
    const isPut = (action: string) => action === 'dynamodb:PutItem';
    return {
      requests: total(() => true, 'count'),
      reads: total((action) => !isPut(action), 'units'),
      writes: total(isPut, 'units'),
      puts: total(isPut, 'count'),
    };
  };
  const runPass = () => watchdog.invoke({});
  await runPass();
  const pass = await step(runPass);
  const { session, bySubscription, byEventBridge } = operatorStarts();
  const start = await step(() => events.invoke(byEventBridge));
  const again = await step(() => events.invoke(bySubscription));
  const open = less(await step(runPass), pass);
  const { SessionId: sessionId } = session;
  const click = await step(() =>
    slack.invoke(pressOf({ person: APPROVER, sessionId, messageTs: noticeOf(sessionId).ts })),
  );
  ssm.end(sessionId);
  const end = less(await step(runPass), pass);
  return { pass, open, start, again, click, end };
}

function less(one: Step, other: Step): Step {
  return {
    requests: one.requests - other.requests,
    reads: one.reads - other.reads,
    writes: one.writes - other.writes,
    puts: one.puts - other.puts,
  };
}

test('npm run synth calculates with the requests that the code makes', () => {
  expect(COUNTED).toEqual(counted);
});

test('each step makes the DynamoDB requests that the document states', () => {
  const rows: [string, Step][] = [
    ['a pass of the watchdog', counted.pass],
    ['one open session in it', counted.open],
    ['a start', counted.start],
    ['the same start, delivered again', counted.again],
    ['a click', counted.click],
    ['an end', counted.end],
  ];
  for (const [name, { requests, reads, writes }] of rows)
    expect(doc).toContain(`| ${name} | ${requests} | ${reads} | ${writes} |`);
});

test('a month costs the amounts that the document states', () => {
  const months = SESSIONS.map((sessions) => monthly(counted, sessions));
  const dollars = (amount: number) => amount.toFixed(2);
  for (const part of months[0]?.keys() ?? [])
    expect(doc).toContain(`| ${part} | ${months.map((month) => dollars(month.get(part) ?? 0)).join(' | ')} |`);
  const totals = months.map((month) => dollars([...month.values()].reduce((sum, one) => sum + one, 0)));
  expect(doc).toContain(`| **Total** | ${totals.map((one) => `**${one}**`).join(' | ')} |`);
});

describe('the assumptions match the deployment', () => {
  const template = templateOf('example');

  test('the stack has as many keys and alarms as assumed', () => {
    expect(resourcesOf(template, 'AWS::KMS::Key').size).toBe(ASSUMED.keys);
    expect(resourcesOf(template, 'AWS::CloudWatch::Alarm').size).toBe(ASSUMED.alarms);
  });
});
