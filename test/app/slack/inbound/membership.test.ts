// Members and strangers: the same people at every entrance.
import { beforeEach, describe, expect, test } from 'vitest';
import { renderDigest } from '../../../../app/slack/views/lists/digest.ts';
import { renderNotice } from '../../../../app/slack/views/notice/notice.ts';
import type { Origin, StandInPerson } from '../../../../local/slack/workspace.ts';
import { APPROVER, aSession, CHANNEL, MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA } from '../notice-states-fixture.ts';
import { buttonsOf, linesOf, openDesk } from '../slack-app-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
/** The stand-in's own workspace, which is the one that the app is for. */
const T1 = 'T000000001';
const IN_E1 = { id: T1, enterprise_id: 'E1' };
const within = (...teams: string[]) => ({ enterprise_user: { enterprise_id: 'E1', teams } });
const TRY_AGAIN = /^I couldn’t get your workspace from Slack\..* Please try again/;
const STRANGER = /^Only members of the workspace that runs these bastions/;

interface Case extends Origin {
  /** Of our workspace, as auth.test tells it */
  ownEnterprise?: string;
  /** The method that Slack does not answer */
  broken?: 'users.info' | 'auth.test';
  /** Calls of Slack that it takes to know, at a button */
  calls: string[];
}

const MEMBERS: [string, Case][] = [
  ['of our own workspace', { teamId: T1, team: { id: T1 }, calls: [] }],
  ['of our own workspace, in an organisation', { teamId: T1, team: IN_E1, enterpriseId: 'E1', calls: [] }],
  ['of our own workspace, of a whole organisation', { teamId: T1, team: null, enterpriseId: 'E1', calls: [] }],
  ['of our organisation, as auth.test has it', { teamId: 'E1', team: null, ownEnterprise: 'E1', calls: ['auth.test'] }],
  [
    'of our organisation, though our own token does not tell it',
    { teamId: 'E1', team: null, info: within(T1), calls: ['auth.test', 'users.info'] },
  ],
  ['of a sister workspace and ours', { teamId: 'T2', team: { id: T1 }, info: within(T1, 'T2'), calls: ['users.info'] }],
  [
    'of a sister workspace and ours, where home is named too',
    { teamId: 'T2', team: IN_E1, info: { team_id: 'T2', ...within('T2', T1) }, calls: ['users.info'] },
  ],
  [
    'of a sister workspace and ours, of a whole organisation',
    { teamId: 'T2', team: null, info: within(T1), calls: ['users.info'] },
  ],
  [
    'in a channel of a sister workspace',
    { teamId: T1, team: { id: 'T2' }, info: within('T2', T1), calls: ['users.info'] },
  ],
  ['whose workspace the request leaves out', { teamId: undefined, team: { id: T1 }, calls: ['users.info'] }],
];

const STRANGERS: [string, Case][] = [
  ['of another organisation', { teamId: 'E9', team: { id: T1 }, calls: ['auth.test', 'users.info'] }],
  [
    'of another organisation, beside which ours is named',
    { teamId: 'E9', team: IN_E1, ownEnterprise: 'E1', calls: ['auth.test', 'users.info'] },
  ],
  [
    'of a sister workspace alone',
    { teamId: 'T2', team: IN_E1, info: { team_id: 'T2', ...within('T2') }, calls: ['users.info'] },
  ],
  ['of another workspace without an organisation', { teamId: 'T9', team: { id: T1 }, calls: ['users.info'] }],
  [
    'of another workspace in a shared channel',
    {
      teamId: 'T9',
      team: { id: T1 },
      info: { team_id: 'T9', is_stranger: true, ...within(T1) },
      calls: ['users.info'],
    },
  ],
  [
    'who was deactivated',
    { teamId: 'T2', team: { id: T1 }, info: { deleted: true, ...within(T1) }, calls: ['users.info'] },
  ],
  [
    'who is a program',
    { teamId: 'T2', team: { id: T1 }, info: { is_bot: true, ...within(T1) }, calls: ['users.info'] },
  ],
  [
    'whose request says that another workspace is in its organisation',
    {
      teamId: 'E1',
      team: { id: 'T9', enterprise_id: 'E1' },
      enterpriseId: 'E1',
      ownEnterprise: 'E1',
      calls: ['users.info'],
    },
  ],
  [
    'whose request speaks of an organisation that our workspace is not in',
    { teamId: 'E9', team: { id: T1 }, enterpriseId: 'E9', calls: ['auth.test', 'users.info'] },
  ],
];

const UNKNOWN: [string, Case][] = [
  [
    'of a sister workspace',
    { teamId: 'T2', team: { id: T1 }, info: within(T1), broken: 'users.info', calls: ['users.info'] },
  ],
  ['without a workspace', { teamId: undefined, team: { id: T1 }, broken: 'users.info', calls: ['users.info'] }],
  ['of an organisation', { teamId: 'E1', team: null, broken: 'auth.test', calls: ['auth.test'] }],
  [
    'of whom Slack names no workspace',
    { teamId: 'T2', team: { id: T1 }, info: { team_id: undefined }, calls: ['users.info'] },
  ],
];

let desk: Awaited<ReturnType<typeof openDesk>>;
let person: StandInPerson;

/** A listed approver, so that nothing but where they come from can refuse them. */
async function open({ ownEnterprise, broken, calls: _, ...origin }: Case, messageOptions = MESSAGE_OPTIONS) {
  person = { id: APPROVER, name: 'approver-1', origin };
  const approvers = { ...messageOptions.approvers, users: [APPROVER] };
  desk = await openDesk({
    messageOptions: { ...messageOptions, approvers },
    approver: person,
    enterpriseId: ownEnterprise,
  });
  desk.answers.meant = [aSession('unacknowledged')];
  if (broken !== undefined) desk.slack.fault(broken, 'server-error');
}

/** A card of the person's own, from a time when they were let in. */
async function cardOf() {
  const message = await desk.type(`acknowledge ${ID}`, { id: APPROVER, name: 'approver-1' });
  return { message, buttons: buttonsOf(message) };
}

function shown({ text, blocks }: { readonly text: string; readonly blocks: unknown[] }) {
  const ts = desk.slack.addMessage({ channel: CHANNEL, place: 'channel', user: desk.slack.botUserId, text, blocks });
  const message = desk.slack.messages().find((one) => one.ts === ts);
  if (message === undefined) throw new Error('the message is not there');
  return { message, buttons: buttonsOf(message) };
}

const DOORS = {
  'a button of the notice': async () => shown(renderNotice(aSession('unacknowledged'), MESSAGE_OPTIONS)),
  'a button of a private card': cardOf,
  'the button of the daily list': async () =>
    shown(renderDigest({ date: '2026-11-24', sessions: [aSession('ended')], left: 0 }, MESSAGE_OPTIONS)),
};

/** @returns what was said, how many presses were handed on, and which calls were made to find out */
async function press(door: keyof typeof DOORS) {
  const { message, buttons } = await DOORS[door]();
  const before = desk.slack.calls().length;
  const [button] = buttons;
  const said = button && linesOf(await desk.press(message, button, person)).join('\n');
  const asked = desk.slack
    .calls()
    .slice(before)
    .map(({ method }) => method);
  return {
    said: said ?? '',
    handedOn: desk.clicks.length + desk.listClicks.length,
    // An answer to the person is no question about them.
    asked: asked.filter((method) => !method.startsWith('chat.') && method !== 'response_url'),
  };
}

describe.each(Object.keys(DOORS) as (keyof typeof DOORS)[])('%s', (door) => {
  test.each(MEMBERS)('a press is accepted from somebody %s', async (_, one) => {
    await open(one);
    const { said, handedOn, asked } = await press(door);
    expect([handedOn, asked]).toEqual([1, one.calls]);
    expect(said).not.toMatch(STRANGER);
    expect(desk.counted).toEqual([]);
  });

  test.each(STRANGERS)('a press is refused from somebody %s, though they are listed', async (_, one) => {
    await open(one);
    const { said, handedOn, asked } = await press(door);
    expect(said).toMatch(STRANGER);
    expect([handedOn, asked]).toEqual([0, one.calls]);
    expect([desk.counted, desk.faults]).toEqual([['RequestsRefused'], []]);
  });

  test.each(UNKNOWN)(
    'a press is refused from somebody %s when Slack does not answer, with a request to try again',
    async (_, one) => {
      await open(one);
      const { said, handedOn, asked } = await press(door);
      expect(said).toMatch(TRY_AGAIN);
      expect([handedOn, asked]).toEqual([0, one.calls]);
      expect([desk.counted, desk.faults]).toEqual([['RequestsRefused'], ['workspace of a person unknown']]);
    },
  );
});

describe('the command', () => {
  /** A command does not tell the workspace of the message beside that of the person. */
  const alone = (cases: [string, Case][]) => cases.filter(([, { teamId, team }]) => teamId !== T1 || team?.id !== 'T2');

  test.each(alone(MEMBERS))('a command is answered for somebody %s', async (_, one) => {
    await open(one);
    expect(linesOf(await desk.type('help', person))[0]).toBe('*What /bastion can do*');
  });

  test.each(alone(STRANGERS).filter(([, { team }]) => team?.id === T1))(
    'a command is refused for somebody %s, though they are listed',
    async (_, one) => {
      await open(one);
      expect(linesOf(await desk.type('help', person))[0]).toMatch(STRANGER);
      expect(desk.asked).toEqual([]);
    },
  );

  test.each(UNKNOWN)(
    'a command is refused for somebody %s when Slack does not answer, with a request to try again',
    async (_, one) => {
      await open(one);
      expect(linesOf(await desk.type('help', person))[0]).toMatch(TRY_AGAIN);
    },
  );

  test('a command does not believe a request that says which organisation it is of', async () => {
    await open({ teamId: 'E9', team: null, enterpriseId: 'E9', ownEnterprise: 'E1', calls: [] });
    expect(linesOf(await desk.type('help', person))[0]).toMatch(STRANGER);
  });

  test('a command of our own workspace costs no call of Slack', async () => {
    await open({ teamId: T1, team: { id: T1 }, calls: [] });
    await desk.type('help', person);
    expect(desk.slack.calls()).toEqual([]);
  });
});

describe('what Slack says about an organisation', () => {
  beforeEach(() => open({ teamId: 'E1', team: null, ownEnterprise: 'E1', calls: [] }));

  test('what Slack says about our organisation is remembered, and a failure is not', async () => {
    desk.slack.fault('auth.test', 'server-error');
    expect((await press('a button of the notice')).said).toMatch(TRY_AGAIN);
    expect((await press('a button of the notice')).asked).toEqual(['auth.test']);
    expect((await press('a button of the notice')).asked).toEqual([]);
    expect(desk.clicks).toHaveLength(2);
  });

  test('what Slack says about an organisation is not taken from an earlier request', async () => {
    await open({ teamId: 'E9', team: { id: 'T9', enterprise_id: 'E9' }, enterpriseId: 'E9', calls: [] });
    await press('a button of the notice');
    person = { ...person, origin: { teamId: 'E9', team: { id: T1 }, enterpriseId: 'E9' } };
    expect((await press('a button of the notice')).said).toMatch(STRANGER);
    expect(desk.clicks).toEqual([]);
  });
});

test('somebody whom Slack does not show to our workspace is a stranger', async () => {
  await open({ teamId: 'T9', team: { id: T1 }, calls: [] });
  person = { ...person, id: 'U0ELSEWHERE' };
  expect((await press('a button of the notice')).handedOn).toBe(0);
  expect(desk.faults).not.toContain('workspace of a person unknown');
  expect(linesOf(await desk.type('help', person))[0]).toMatch(STRANGER);
});

test('a guest of ours is let in by the list of approvers alone, and gets no command otherwise', async () => {
  await open({ teamId: 'T2', team: { id: T1 }, info: within(T1), calls: [] });
  desk = await openDesk({
    approver: { ...person, guest: true },
    messageOptions: { ...MESSAGE_OPTIONS, approvers: { users: [] } },
  });
  expect((await press('a button of the notice')).handedOn).toBe(1);
  expect(linesOf(await desk.type('help', person))[0]).toMatch(/^Only full members of the workspace/);
});

test('a stranger is refused in Japanese', async () => {
  await open({ teamId: 'T2', team: { id: T1 }, broken: 'users.info', calls: [] }, MESSAGE_OPTIONS_JA);
  expect((await press('a button of the notice')).said).toMatch(
    /^所属するワークスペースを Slack から確認できませんでした。/,
  );
});
