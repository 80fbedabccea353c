// Without an optional scope the app works, and says what is weaker.
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeChannels } from '../../../../app/checks/judgements/slack.ts';
import { listFollowUps } from '../../../../app/session/follow-ups.ts';
import { createAuditMessenger } from '../../../../app/slack/outbound/audit-messenger.ts';
import { createAuditTexts } from '../../../../app/slack/outbound/audit-texts.ts';
import { createSlackChecks } from '../../../../app/slack/outbound/check-slack.ts';
import { createDirectory } from '../../../../app/slack/outbound/directory.ts';
import { createMessenger } from '../../../../app/slack/outbound/messenger.ts';
import { createMemoryPorts, SETTINGS } from '../../doubles/memory-ports.ts';
import { bindWorkflow } from '../../workflow/bound-workflow-fixture.ts';
import { announced, aStart, createWatchdogFixture, ID } from '../../workflow/watchdog/watchdog-fixture.ts';
import { aSession, CHANNEL, MESSAGE_OPTIONS } from '../notice-states-fixture.ts';
import { openSlack, stoppedClock } from '../slack-fixture.ts';

const NOW = '2026-11-24T08:05:00.000Z';
const ON_CALL = 'C0ONCALL001';
const SINCE = '2020-01-01T00:00:00.000Z';
const HISTORY = ['channels:history', 'groups:history'];
const SCOPES = ['chat:write', ...HISTORY, 'files:write', 'users:read', 'users:read.email'];

async function open(dropped: readonly string[], locale: 'en' | 'ja' = 'en') {
  const { slack, client } = await openSlack({ scopes: SCOPES, otherChannels: [{ id: ON_CALL, name: 'on-call' }] });
  slack.dropScopes(dropped);
  const clock = stoppedClock(NOW);
  const messageOptions = { ...MESSAGE_OPTIONS, locale };
  const messenger = createMessenger(client, { channel: CHANNEL, escalationChannel: ON_CALL }, messageOptions, clock);
  return { slack, client, clock, messenger, messageOptions };
}

describe('without *:history', () => {
  test('the app may look for no message of its own', async () => {
    const { messenger } = await open(HISTORY);
    const session = aSession('warned');
    expect(await messenger.findNotice(session)).toBe('not-searchable');
    expect(await messenger.findDigest('2026-11-24', SINCE)).toBe('not-searchable');
    expect(await messenger.findFollowUps(session, 'thread', SINCE)).toBe('not-searchable');
    expect(await messenger.findFollowUps(session, 'escalation', SINCE)).toBe('not-searchable');
  });

  test('the check of the channels says that it cannot see, and fails nobody', async () => {
    const { slack, client, clock } = await open(HISTORY);
    const { channel } = createSlackChecks(client, slack.apiUrl, clock);
    const outcome = judgeChannels(new Map([[CHANNEL, await channel(CHANNEL)]]));
    const scopes = 'channels:history, groups:history';
    expect(outcome).toEqual({
      outcome: 'not-applicable',
      reason: { key: 'channel-unseen', channel: CHANNEL, scopes },
    });
  });

  test('with the scope the app looks, and finds nothing', async () => {
    const { messenger } = await open([]);
    expect(await messenger.findNotice(aSession('warned'))).toBeUndefined();
    expect(await messenger.findDigest('2026-11-24', SINCE)).toBeUndefined();
  });

  test.each([
    ['en', '[POSSIBLY REPEATED]'],
    ['ja', '【重複の可能性】'],
  ] as const)('a notice, a follow-up and a digest that may be there already say so (%s)', async (locale, mark) => {
    const { slack, messenger } = await open(HISTORY, locale);
    const sent = await messenger.post(aSession('unnoticed'), { mayRepeat: true });
    if (sent.outcome !== 'sent') throw sent.cause;
    const { channel, ts, at, shownHash } = sent;
    const session = { ...aSession('warned'), noticed: { channel, ts, at } };
    const [followUp] = listFollowUps(session, { warnOnHost: false, askReason: false, tellOperator: false });
    if (followUp === undefined) throw new Error('nothing follows');
    await messenger.sendFollowUp(session, followUp, { mayRepeat: true });
    await messenger.postDigest({ date: '2026-11-24', sessions: [], left: 0 }, { mayRepeat: true });
    const messages = slack.messages();
    expect(messages).toHaveLength(3);
    for (const { text, blocks } of messages) {
      expect(text.startsWith(`${mark} `)).toBe(true);
      expect(JSON.stringify(blocks[0])).toContain(mark);
    }
    // The mark stays until something else changes.
    expect(shownHash).toBe(messenger.renderHash(aSession('unacknowledged')));
    expect((await messenger.update({ ...aSession('acknowledged'), noticed: { channel, ts, at } })).outcome).toBe(
      'sent',
    );
    expect(slack.messages()[0]?.text).not.toContain(mark);
  });

  test('a notice of unknown outcome is posted again when its lease has ended, and says that it may be there already', async () => {
    const { memory, workflow, minutes, session } = createWatchdogFixture({ takings: ['unknown, taken'] });
    memory.world.mayRead = false;
    memory.connect(ID);
    await workflow.observe(aStart());
    expect((await memory.store.read(ID))?.stream.noticed).toBeUndefined();
    await minutes(4);
    const notices = memory.noticesOf(ID);
    expect(notices.map(({ mayRepeat }) => mayRepeat)).toEqual([undefined, true]);
    expect((await session()).noticed?.ts).toBe(notices[1]?.ts);
  });

  test('a reminder of unknown outcome is sent again and says so, and the later ones do not', async () => {
    const watchdog = await announced();
    watchdog.memory.world.mayRead = false;
    watchdog.memory.answersTo.thread = 'unknown, taken';
    await watchdog.minutes(6);
    watchdog.memory.answersTo.thread = undefined;
    await watchdog.minutes(12);
    const told = watchdog.memory.notes.flatMap(({ key, mayRepeat }) => (key ? [[key, mayRepeat]] : []));
    expect(told).toEqual([
      ['3:thread', undefined],
      ['3:thread', true],
      ['4:escalation', undefined],
    ]);
  });

  test('with the scope the notice is found, and not posted again', async () => {
    const { memory, workflow, minutes } = createWatchdogFixture({ takings: ['unknown, taken'] });
    memory.world.searchable = false;
    memory.connect(ID);
    await workflow.observe(aStart());
    memory.world.searchable = true;
    await minutes(4);
    expect(memory.noticesOf(ID)).toHaveLength(1);
  });

  test('a digest of unknown outcome is posted again, and says so', async () => {
    const memory = createMemoryPorts();
    const workflow = bindWorkflow(memory.ports, { ...SETTINGS, digestAt: '10:05' });
    memory.connect(ID);
    await workflow.observe(aStart());
    memory.end(ID);
    await workflow.watch(memory.until());
    memory.world.mayRead = false;
    memory.pass(5);
    memory.takings.push('unknown, taken');
    for (let minute = 0; minute < 5; minute++) {
      await workflow.watch(memory.until());
      memory.pass(1);
    }
    const digests = memory.notes.filter(({ about }) => about === '2026-11-24');
    expect(digests.map(({ mayRepeat }) => mayRepeat)).toEqual([undefined, true]);
  });
});

describe('without files:write', () => {
  const path = join(tmpdir(), `bastion-ack-scopes-${process.pid}.csv`);
  writeFileSync(path, 'a,b\n');

  test.each([
    ['en', 'this app may not send files (scope files:write)'],
    ['ja', 'ファイルを送信する権限（files:write）がない'],
  ] as const)('an export says what is weaker and how to get the file (%s)', async (locale, says) => {
    const { slack, client, messageOptions } = await open(['files:write'], locale);
    const words = createAuditTexts(messageOptions);
    const file = { name: 'bastion-2026-11.csv', path, text: 'The summary', withoutFile: words.withoutFile('2026-11') };
    const messenger = createAuditMessenger(client, CHANNEL);
    await messenger.sendFile('U0OPERATOR1', file);
    await messenger.postReport(file);
    const [summary, note, report, ...more] = slack.messages();
    expect(more).toEqual([]);
    expect([summary?.text, summary?.place]).toEqual(['The summary', 'direct']);
    expect([note?.text.includes(says), note?.place]).toEqual([true, 'direct']);
    expect([report?.text.includes(says), report?.text.startsWith('The summary\n'), report?.channel]).toEqual([
      true,
      true,
      CHANNEL,
    ]);
    expect(report?.text).toContain('npm run audit -- export 2026-11');
  });

  test('with the scope the file is sent, and nothing is said', async () => {
    const { slack, client } = await open([]);
    const file = { name: 'bastion-2026-11.csv', path, text: 'The summary', withoutFile: 'no file' };
    await createAuditMessenger(client, CHANNEL).sendFile('U0OPERATOR1', file);
    expect(slack.messages().map(({ text }) => text)).not.toContain('no file');
    expect(slack.messages()).toHaveLength(2);
  });
});

describe('without users:read.email', () => {
  test('the fault of a look-up by e-mail says which scope is missing', async () => {
    const { client, clock } = await open(['users:read.email']);
    await expect(createDirectory(client, clock).userByEmail('operator@example.com')).rejects.toThrow(
      'grant the scope users:read.email, or unset OPERATOR_EMAIL_DOMAIN',
    );
  });

  test('a session is announced without the operator’s Slack account, and four eyes are unverified', async () => {
    const memory = createMemoryPorts();
    const userByEmail = () => Promise.reject(new Error('grant the scope users:read.email'));
    const ports = { ...memory.ports, directory: { ...memory.ports.directory, userByEmail } };
    const workflow = bindWorkflow(ports, { ...SETTINGS, operators: {}, operatorEmailDomain: 'example.com' });
    memory.connect(ID);
    await workflow.observe(aStart());
    const stored = await memory.store.read(ID);
    expect(stored?.stream.noticed).toBeDefined();
    expect(stored?.stream.type === 'session' && stored.stream.operator.slackUser).toBeUndefined();
    expect(memory.faults).toContain('operator lookup failed');
  });
});
