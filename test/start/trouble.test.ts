// Time and faults in the trial: the clock that moves forward, and the switches for faults.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type PageMessage, type PageSession, SWITCHES, type SwitchName } from '../../local/snapshot.ts';
import { npmStart, type Started } from './npm-start.ts';

const APPROVER = 'U0APPROVER1';
const OPERATOR = 'U0OPERATOR1';
const [BASTION, ON_CALL] = ['C0BASTION01', 'C0ONCALL001'];
const SOON = { interval: 200 };

function start(args: string[] = []): Started {
  const started = npmStart(args);
  onTestFinished(async () => {
    await started.interrupt();
  });
  return started;
}

const turn = (world: Started, name: SwitchName, on: boolean) => world.post('switch', { name, on });

/** @returns the session's id */
async function startSession(world: Started): Promise<string> {
  await world.post('start', { kind: 'shell', target: 'i-0123456789abcdef0', principal: 'iam-user', reason: '' });
  return (await world.snapshot()).sessions.at(-1)?.sessionId ?? '';
}

async function messages(world: Started, about: (message: PageMessage) => boolean): Promise<PageMessage[]> {
  return (await world.snapshot()).messages.filter(about);
}

const noticesOf = (world: Started, sessionId: string) =>
  messages(
    world,
    ({ channel, threadTs, visibleTo, blocks }) =>
      channel === BASTION && !threadTs && !visibleTo && JSON.stringify(blocks).includes(sessionId),
  );

const MINUTE = 60_000;

/** The clock of the trial, read between two readings of this machine's clock, is ahead by exactly the minutes of its moves. */
async function expectAhead(minutes: number, toldAt: () => Promise<number>): Promise<void> {
  const asked = Date.now();
  const told = (await toldAt()) - minutes * MINUTE;
  expect(told).toBeGreaterThanOrEqual(asked);
  expect(told).toBeLessThanOrEqual(Date.now());
}

const nowOf = (world: Started) => async () => Date.parse((await world.snapshot()).now);

/** @returns minutes of the trial's clock since the start of the session, rounded down */
function minutesAfter({ startedAt }: Pick<PageSession, 'startedAt'>, iso: string): number {
  return Math.floor((Date.parse(iso) - Date.parse(startedAt)) / MINUTE);
}

describe('one trial', () => {
  let world: Started;
  beforeAll(async () => {
    world = npmStart();
    await world.address;
  });
  afterEach(async () => {
    for (const name of SWITCHES) await turn(world, name, false);
  });
  afterAll(async () => {
    await world.interrupt();
  });

  test.each([
    ['forward', { minutes: 0 }, 'minutes'],
    ['forward', { minutes: 1.5 }, 'minutes'],
    ['forward', { minutes: 2_881 }, 'At most two days at once.'],
    ['forward', {}, 'minutes'],
    ['switch', { name: 'gravity', on: true }, 'name'],
    ['switch', { name: 'slackDown', on: 'yes' }, 'on'],
  ])('the page refuses %s %j with a reason', async (name, body, why) => {
    await expect(world.post(name, body)).rejects.toThrow(why);
    await expectAhead(0, nowOf(world));
    const { switches } = await world.snapshot();
    expect(switches).toEqual(Object.fromEntries(SWITCHES.map((name) => [name, false])));
  });

  test('while Slack is down nobody can click or write and no notice appears, and afterwards one notice appears', async () => {
    await turn(world, 'slackDown', true);
    expect((await world.snapshot()).switches.slackDown).toBe(true);
    const sessionId = await startSession(world);
    expect((await world.snapshot()).messages).toEqual([]);
    const refused = 'Slack is down: posts and buttons do not work.';
    await expect(world.post('say', { personId: OPERATOR, text: 'hello?' })).rejects.toThrow(refused);
    await expect(world.post('say', { personId: OPERATOR, text: '/bastion who' })).rejects.toThrow(refused);
    const click = { messageTs: '1', actionId: 'acknowledge_session', blockId: '', value: sessionId };
    await expect(world.post('click', { personId: APPROVER, ...click })).rejects.toThrow(refused);
    await turn(world, 'slackDown', false);
    // A failed post may have had its effect, so the writer keeps the lease until it ends.
    await world.post('forward', { minutes: 2 });
    await expect.poll(async () => (await noticesOf(world, sessionId)).length, SOON).toBe(1);
    await world.post('end', { sessionId });
  });

  test('while the endpoint is flooded no click arrives, and a session waits with its deadline', async () => {
    const sessionId = await startSession(world);
    await turn(world, 'endpointFlooded', true);
    const [notice] = await noticesOf(world, sessionId);
    const click = { messageTs: notice?.ts ?? '', actionId: 'acknowledge_session', blockId: 'decide', value: sessionId };
    await world.post('click', { personId: APPROVER, ...click });
    const failed = ({ visibleTo, text }: PageMessage) =>
      visibleTo === APPROVER && text.includes('the app answered 429');
    expect(await messages(world, failed)).toHaveLength(1);
    await world.post('forward', { minutes: 17 });
    const shown = async () => JSON.stringify(await noticesOf(world, sessionId));
    await expect.poll(shown, SOON).toContain('Termination postponed');
    expect((await world.snapshot()).sessions.at(-1)?.status).toBe('Connected');
    await turn(world, 'endpointFlooded', false);
    await world.post('click', { personId: APPROVER, ...click });
    await expect.poll(shown, SOON).toContain('Session acknowledged');
    await world.post('end', { sessionId });
  });

  test('the events of a session are on the event bus, for other systems', async () => {
    const before = (await world.snapshot()).bus.count;
    const sessionId = await startSession(world);
    await expect.poll(async () => (await world.snapshot()).bus.count, SOON).toBeGreaterThanOrEqual(before + 2);
    await world.post('end', { sessionId });
    const latest = async () => (await world.snapshot()).bus.latest.map(({ detailType }) => detailType);
    await expect.poll(latest, { ...SOON, timeout: 15_000 }).toContain('Session ended');
  });

  test('records that CloudTrail delayed arrive in order when it is no longer late', async () => {
    await turn(world, 'cloudTrailLate', true);
    await world.post('denied', { target: 'i-0123456789abcdef0' });
    await expect(world.post('repeat', {})).rejects.toThrow('CloudTrail is late');
    const denied = () => messages(world, ({ text }) => text.includes('denied'));
    expect(await denied()).toEqual([]);
    await turn(world, 'cloudTrailLate', false);
    expect(await denied()).toHaveLength(1);
    await world.post('repeat', {});
    expect(await denied()).toHaveLength(1);
  });

  test('a change of the deployment itself has a notice of its own, and a stack update one for all its calls', async () => {
    const notices = (text: string) => messages(world, (one) => one.text.includes(text));
    await world.post('tamper', { by: 'person' });
    expect(await notices('administrator, StopLogging')).toHaveLength(1);
    await world.post('tamper', { by: 'cloudformation' });
    const [update, ...more] = await notices('CloudFormation changes bastion-ack itself');
    expect([update?.text, more]).toEqual([expect.stringContaining('UpdateFunctionCode, PutRolePolicy'), []]);
    await world.post('repeat', {});
    expect(await notices('bastion-ack itself')).toHaveLength(2);
  });

  test('a session without a CloudTrail record has its notice within seconds, and never gets a second one', async () => {
    await turn(world, 'cloudTrailLate', true);
    const sessionId = await startSession(world);
    await expect.poll(async () => (await noticesOf(world, sessionId)).length, SOON).toBe(1);
    await turn(world, 'cloudTrailLate', false);
    await world.post('forward', { minutes: 1 });
    await expect.poll(async () => JSON.stringify(await noticesOf(world, sessionId)), SOON).toContain('203.0.113.24');
    expect(await noticesOf(world, sessionId)).toHaveLength(1);
    await world.post('end', { sessionId });
  });

  test('the session stays connected while TerminateSession does nothing, and can be terminated afterwards', async () => {
    const sessionId = await startSession(world);
    await turn(world, 'terminateDoesNothing', true);
    const [notice] = await noticesOf(world, sessionId);
    const click = { messageTs: notice?.ts ?? '', actionId: 'terminate_session', blockId: 'decide', value: sessionId };
    const status = async () => (await world.snapshot()).sessions.find((one) => one.sessionId === sessionId)?.status;
    await world.post('click', { personId: APPROVER, ...click });
    await expect.poll(async () => JSON.stringify(await noticesOf(world, sessionId)), SOON).toContain('still connected');
    expect(await status()).toBe('Connected');
    await turn(world, 'terminateDoesNothing', false);
    await world.post('click', { personId: APPROVER, ...click });
    await expect.poll(status, SOON).toBe('Terminated');
  });

  test('people write in the on-call channel and get their answers there', async () => {
    const channelId = ON_CALL;
    const isOnCall = ({ channel }: PageMessage) => channel === ON_CALL;
    const before = (await messages(world, isOnCall)).length;
    await world.post('say', { personId: OPERATOR, channelId, text: 'hello' });
    await world.post('say', { personId: OPERATOR, channelId, text: '/bastion who' });
    expect((await messages(world, isOnCall)).slice(before)).toMatchObject([
      { author: OPERATOR, text: 'hello' },
      { author: 'app', visibleTo: OPERATOR },
    ]);
    await expect(world.post('say', { personId: OPERATOR, channelId: 'C0NOWHERE', text: 'x' })).rejects.toThrow(
      'no channel C0NOWHERE',
    );
  });
});

test('an unacknowledged session gets a reminder and a warning on its host, and is terminated', async () => {
  const world = start();
  const sessionId = await startSession(world);
  const [notice] = await noticesOf(world, sessionId);
  const thread = async () => (await messages(world, ({ threadTs }) => threadTs === notice?.ts)).length;
  await world.post('forward', { minutes: 6 });
  await expect.poll(thread, SOON).toBe(1);
  await world.post('forward', { minutes: 8 });
  const warned = async () =>
    (await world.snapshot()).sessions.flatMap((one) => one.warnedAt.map((at) => minutesAfter(one, at)));
  await expect.poll(warned, SOON).toEqual([13]);
  const warnings = () =>
    messages(
      world,
      ({ place, visibleTo, text }) =>
        place === 'direct' && visibleTo === OPERATOR && text.includes('It will be terminated at'),
    );
  await expect.poll(async () => (await warnings()).length, SOON).toBe(1);
  await world.post('forward', { minutes: 3 });
  await expect.poll(async () => (await world.snapshot()).sessions[0]?.status, SOON).toBe('Terminated');
  expect((await messages(world, ({ channel }) => channel === BASTION)).length).toBeGreaterThan(2);
});

test('one long move of the clock passes every deadline in order, and does not put off the termination', async () => {
  const world = start();
  const sessionId = await startSession(world);
  await world.post('forward', { minutes: 1_200 });
  await expect.poll(async () => (await world.snapshot()).sessions[0]?.status, SOON).toBe('Terminated');
  const [session] = (await world.snapshot()).sessions;
  const [warned, ...more] = (session?.warnedAt ?? []).map((at) => session && minutesAfter(session, at));
  expect([warned, more]).toEqual([13, []]);
  // On a slow machine the termination itself takes time, and the clock of the trial goes on.
  const ended = session && minutesAfter(session, session.endedAt ?? '');
  expect(ended).toBeGreaterThanOrEqual(15);
  expect(ended).toBeLessThan(60);
  expect(JSON.stringify(await noticesOf(world, sessionId))).not.toContain('put off');
});

test('with --on-deadline remind the session goes on, and the on-call channel gets the escalation', async () => {
  const world = start(['--on-deadline', 'remind']);
  const sessionId = await startSession(world);
  await world.post('forward', { minutes: 6 });
  await world.post('forward', { minutes: 15 });
  const onCall = () => messages(world, ({ channel }) => channel === ON_CALL);
  await expect.poll(async () => (await onCall()).length, SOON).toBe(1);
  expect(JSON.stringify(await onCall())).toContain('operator');
  expect((await world.snapshot()).sessions).toMatchObject([{ sessionId, status: 'Connected' }]);
});

test('a kept trial goes on at the time of its clock', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const first = start(['--keep', folder, '--on-deadline', 'remind']);
  await first.post('forward', { minutes: 1_440 });
  await first.post('forward', { minutes: 60 });
  await expectAhead(1_500, nowOf(first));
  let sessionId = '';
  let notice: PageMessage | undefined;
  await expectAhead(1_500, async () => {
    sessionId = await startSession(first);
    [notice] = await noticesOf(first, sessionId);
    return Number(notice?.ts) * 1000;
  });
  expect(await first.interrupt()).toBe(0);
  const again = start(['--keep', folder]);
  await expectAhead(1_500, nowOf(again));
  // The clock that the app reads also signs a click.
  const click = { messageTs: notice?.ts ?? '', actionId: 'acknowledge_session', blockId: 'decide', value: sessionId };
  await again.post('click', { personId: APPROVER, ...click });
  expect(JSON.stringify(await noticesOf(again, sessionId))).toContain('Acknowledged by');
});
