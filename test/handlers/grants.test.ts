// The built functions ask for every permission that their roles grant, and the checks of the watchdog are refused none.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCheckedDeployment } from './checked-deployment.ts';
import { APPROVER, type Stage, setStage } from './handlers-fixture.ts';
import { CHANNEL, commandOf, pressOf, TEAM } from './requests.ts';
import type { Handler } from './role-guard.ts';
import { UNASKED } from './unasked-grants.ts';

const HANDLERS: readonly Handler[] = ['slack', 'session-events', 'watchdog', 'audit-export'];

let stage: Stage;
let deployment: Awaited<ReturnType<typeof startCheckedDeployment>>;
beforeAll(async () => {
  stage = await setStage();
  deployment = await startCheckedDeployment(stage);
});
afterAll(async () => {
  await stage.close();
  await deployment.close();
});

/** To the noon of its first day in UTC, which is that day in the zone of the stage, too. */
function minutesToNextMonth(now: Date): number {
  const noon = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 12);
  return Math.ceil((noon - now.getTime()) / 60_000);
}

const NIGHT = { 'detail-type': 'Scheduled Event' };

async function type(words: string) {
  const responseUrl = stage.slack.responseUrl({ personId: APPROVER, channel: CHANNEL, place: 'channel' });
  const answer = await (await stage.running('slack')).invoke(commandOf(APPROVER, words, TEAM, responseUrl));
  await stage.lambda.settled();
  return JSON.stringify(answer);
}
const toldAlone = () =>
  stage.slack.messages().flatMap(({ visibleTo, blocks }) => (visibleTo === APPROVER ? [JSON.stringify(blocks)] : []));

describe('behind the deployed roles', () => {
  test('the checks that an approver asks for see the whole deployment, and all pass', async () => {
    await stage.announced();
    await (await stage.running('watchdog')).invoke({});
    await type('check');
    expect(toldAlone().at(-1)).toContain('All 22 checks pass.');
    expect(stage.faults).toEqual([]);
  });

  test('the daily run posts its line, with the sessions of yesterday', async () => {
    await stage.putControl('#heartbeat', { day: '2026-01-01', done: true });
    const watchdog = await stage.start('watchdog', { DIGEST_AT: '00:00' });
    await watchdog.invoke({});
    const inChannel = () => stage.slack.messages().filter(({ visibleTo, threadTs }) => !visibleTo && !threadTs);
    expect(JSON.stringify(inChannel().at(-1)?.blocks)).toContain('0 sessions yesterday, 0 missed, all checks pass');
    expect(watchdog.printed()).not.toMatch(/daily checks failed|not counted/);
    await watchdog.close();
  });

  test('slack lists, exports and terminates', async () => {
    for (const words of ['who', 'pending', 'history', 'history operator']) expect(await type(words)).toContain('200');
    await type('export today csv');
    const announced = await stage.announced();
    const press = pressOf({ person: APPROVER, ...announced, action: 'terminate_session' });
    await (await stage.running('slack')).invoke(press);
    await stage.lambda.settled();
    expect(await stage.itemOf(announced.sessionId)).toMatchObject({ ended: { how: { cause: 'terminated' } } });
  });

  test('the watchdog warns on the host, and terminates at the deadline', async () => {
    const watchdog = await stage.start('watchdog', {
      ON_DEADLINE: 'terminate',
      REMIND_AFTER_MINUTES: '0.01',
      WARN_BEFORE_MINUTES: '0.02',
      ACKNOWLEDGE_WITHIN_MINUTES: '0.04',
      WARN_ON_HOST: 'true',
    });
    const { session } = stage.operatorStarts();
    const events = async () => (await stage.eventsOf(session.SessionId)).map(({ type }) => type);
    async function pass() {
      await watchdog.invoke({});
      return events();
    }
    await expect.poll(pass, { timeout: 15_000 }).toEqual(expect.arrayContaining(['warned', 'terminationRequested']));
    expect(stage.ssm.commands()).not.toEqual([]);
    await watchdog.close();
  });

  test('the nightly run seals, also what is still open in later nights, and reports the month on its first day', async () => {
    await (await stage.running('audit-export')).invoke(NIGHT);
    await stage.announced();
    const later = await stage.start('audit-export', {
      MONTHLY_REPORT: 'true',
      HOST_CLOCK_AHEAD_MINUTES: String(minutesToNextMonth(new Date())),
    });
    await later.invoke(NIGHT);
    expect(stage.slack.messages().at(-1)?.file?.name).toMatch(/^bastion-\d{4}-\d\d\.html$/);
    expect(later.printed()).not.toContain('ERROR');
    await later.close();
  });
});

// They follow the walk above, which has asked for everything.
describe('least privilege', () => {
  test.each(HANDLERS)('%s has no grant that it never asks for, and that has no reason', (handler) => {
    const left = stage.unusedGrants(handler).filter((grant) => !UNASKED.some(({ covers }) => covers(grant)));
    expect(left.map(({ action, resource }) => `${action} on ${resource}`)).toEqual([]);
  });

  test('every exception has a grant that needs it', () => {
    const unused = HANDLERS.flatMap((handler) => stage.unusedGrants(handler));
    expect(UNASKED.filter(({ covers }) => !unused.some(covers)).map(({ reason }) => reason)).toEqual([]);
  });
});
