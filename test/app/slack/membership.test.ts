// Who is one of us: the same answer at every door, for members of our workspace, of our organisation, and for strangers.
import { beforeEach, describe, expect, test } from 'vitest';
import { renderDigest } from '../../../app/slack/digest.ts';
import { ACKNOWLEDGE, renderNotice, TERMINATE } from '../../../app/slack/notice.ts';
import { TEAM_ID } from '../../../local/slack/workspace.ts';
import { APPROVER, aSession, CHANNEL, LOOK } from './a-session.ts';
import { buttonsOf, openDesk, PEOPLE } from './desk.ts';

const OURS = 'E0OURS';
const SISTER = 'T0SISTER01';
const [IN_BOTH, IN_SISTER, STRANGER, LEFT] = ['W0INBOTH', 'W0INSISTER', 'W0STRANGER', 'U0NOWHERE'];

const PEOPLE_ELSEWHERE = [
  { id: IN_BOTH, name: 'in-both', grid: { team: SISTER, teams: [TEAM_ID, SISTER] } },
  { id: IN_SISTER, name: 'in-sister', grid: { team: SISTER, teams: [SISTER] } },
  { id: STRANGER, name: 'stranger', grid: { team: 'T0STRANGE1', isStranger: true, teams: [TEAM_ID] } },
];

type Verdict = 'member' | 'guest' | 'stranger' | 'unknown';
interface Case {
  readonly who: string;
  readonly user: { readonly id: string; readonly team_id?: string | null };
  readonly team: { readonly id: string; readonly enterprise_id?: string | null } | null | undefined;
  readonly more?: object;
  readonly verdict: Verdict;
  /** What Slack is asked for it, beside telling the refusal */
  readonly asked: readonly string[];
}

const HERE = { id: TEAM_ID };
const ON_GRID = { id: TEAM_ID, enterprise_id: OURS };

const CASES: readonly Case[] = [
  { who: 'of our workspace', user: { id: APPROVER, team_id: TEAM_ID }, team: HERE, verdict: 'member', asked: [] },
  {
    who: 'whom Slack names by our organisation',
    user: { id: APPROVER, team_id: OURS },
    team: ON_GRID,
    more: { enterprise: { id: OURS } },
    verdict: 'member',
    asked: [],
  },
  {
    who: 'whom Slack names by our organisation, in a request that does not',
    user: { id: APPROVER, team_id: OURS },
    team: HERE,
    verdict: 'member',
    asked: ['auth.test'],
  },
  {
    who: 'of our organisation, where the app is installed in the whole of it',
    user: { id: APPROVER, team_id: OURS },
    team: null,
    more: { is_enterprise_install: true },
    verdict: 'member',
    asked: ['auth.test'],
  },
  {
    who: 'of our workspace, where the request names no workspace',
    user: { id: APPROVER, team_id: TEAM_ID },
    team: undefined,
    verdict: 'member',
    asked: [],
  },
  {
    who: 'of our workspace, in a channel that a sister workspace shares',
    user: { id: APPROVER, team_id: TEAM_ID },
    team: { id: SISTER, enterprise_id: OURS },
    verdict: 'member',
    asked: ['auth.test'],
  },
  {
    who: 'of a sister workspace who belongs to ours too',
    user: { id: IN_BOTH, team_id: SISTER },
    team: ON_GRID,
    verdict: 'member',
    asked: ['users.info'],
  },
  {
    who: 'of a sister workspace alone',
    user: { id: IN_SISTER, team_id: SISTER },
    team: ON_GRID,
    verdict: 'stranger',
    asked: ['users.info'],
  },
  {
    who: 'of another organisation',
    user: { id: STRANGER, team_id: 'T0STRANGE1' },
    team: HERE,
    verdict: 'stranger',
    asked: ['users.info'],
  },
  {
    who: 'of another organisation, by that organisation’s id',
    user: { id: STRANGER, team_id: 'E0OTHER' },
    team: HERE,
    verdict: 'stranger',
    asked: ['auth.test', 'users.info'],
  },
  {
    who: 'of another organisation that the request says is ours',
    user: { id: APPROVER, team_id: 'E0OTHER' },
    team: { id: 'T0STRANGE1', enterprise_id: 'E0OTHER' },
    more: { enterprise: { id: OURS }, is_enterprise_install: true },
    verdict: 'stranger',
    asked: ['auth.test'],
  },
  {
    who: 'in another workspace',
    user: { id: APPROVER, team_id: TEAM_ID },
    team: { id: 'T0STRANGE1' },
    verdict: 'stranger',
    asked: [],
  },
  {
    who: 'of whom Slack does not know',
    user: { id: LEFT, team_id: SISTER },
    team: ON_GRID,
    verdict: 'unknown',
    asked: ['users.info'],
  },
  { who: 'without a workspace', user: { id: APPROVER }, team: HERE, verdict: 'member', asked: [] },
  {
    who: 'without a workspace who is a guest',
    user: { id: PEOPLE.guest.id, team_id: null },
    team: HERE,
    verdict: 'guest',
    asked: ['users.info'],
  },
  {
    who: 'without a workspace who is none of ours',
    user: { id: STRANGER, team_id: '' },
    team: HERE,
    verdict: 'stranger',
    asked: ['users.info'],
  },
];

const SAID: Readonly<Record<Verdict, RegExp | undefined>> = {
  member: undefined,
  guest: /^This is for full members/,
  stranger: /^Only members of the workspace/,
  unknown: /^Slack did not tell me whether you belong/,
};

let desk: Awaited<ReturnType<typeof openDesk>>;
beforeEach(async () => {
  desk = await openDesk({ people: PEOPLE_ELSEWHERE, enterpriseId: OURS });
  desk.answers.meant = [aSession('waiting')];
});

async function press(
  { user, team, more }: Case,
  on: { channel: string; ts: string; isEphemeral: boolean },
  button: object,
) {
  const before = desk.slack.calls().length;
  await desk.send({
    payload: JSON.stringify({
      type: 'block_actions',
      user,
      team,
      ...more,
      container: { type: 'message', message_ts: on.ts, channel_id: on.channel, is_ephemeral: on.isEphemeral },
      actions: [{ type: 'button', action_ts: '1795507500.100000', ...button }],
    }),
  });
  const calls = desk.slack.calls().slice(before);
  const told = calls.find(({ method }) => method === 'chat.postEphemeral');
  const asked = calls.flatMap(({ method }) => (method.startsWith('chat.') ? [] : [method]));
  return { asked, told: told === undefined ? undefined : String(told.body.text) };
}

function expectVerdict({ verdict }: Case, told: string | undefined): void {
  const said = SAID[verdict];
  if (said === undefined) expect(told ?? '').not.toMatch(/workspace/);
  else expect(told).toMatch(said);
}

describe.each(CASES)('somebody $who', (one) => {
  test.each([ACKNOWLEDGE, TERMINATE])('at the button %s of a notice', async (action_id) => {
    const ts = desk.slack.addMessage({
      channel: CHANNEL,
      place: 'channel',
      user: desk.slack.botUserId,
      ...renderNotice(aSession('waiting'), LOOK),
    });
    const button = { action_id, block_id: 'decide', value: aSession('waiting').id };
    const { asked, told } = await press(one, { channel: CHANNEL, ts, isEphemeral: false }, button);
    expectVerdict(one, told);
    expect(asked).toEqual(one.asked);
    expect(desk.clicks).toHaveLength(one.verdict === 'member' ? 1 : 0);
  });

  test('at a private card', async () => {
    const card = await desk.type(`acknowledge ${aSession('waiting').id}`);
    const [button] = buttonsOf(card);
    if (button === undefined) throw new Error('the card has no button');
    const { actionId: action_id, blockId: block_id, value } = button;
    const { told } = await press(
      one,
      { channel: CHANNEL, ts: card.ts, isEphemeral: true },
      { action_id, block_id, value },
    );
    expectVerdict(one, told);
    // The card is made for the approver alone.
    expect(desk.clicks).toHaveLength(one.verdict === 'member' && one.user.id === APPROVER ? 1 : 0);
  });

  test('at the list of the day', async () => {
    const list = renderDigest({ date: '2026-11-24', sessions: [aSession('ended')], left: 0 }, LOOK);
    const ts = desk.slack.addMessage({ channel: CHANNEL, place: 'channel', user: desk.slack.botUserId, ...list });
    const button = { action_id: 'acknowledge_listed', block_id: 'digest', value: '2026-11-24' };
    const { told } = await press(one, { channel: CHANNEL, ts, isEphemeral: false }, button);
    expectVerdict(one, told);
    expect(desk.listClicks).toHaveLength(one.verdict === 'member' ? 1 : 0);
  });
});

describe('a command', () => {
  const type = async (user_id: string, team_id: string, enterprise_id?: string) => {
    const answer = await desk.send({
      command: '/bastion',
      text: 'help',
      user_id,
      team_id,
      ...(enterprise_id && { enterprise_id, enterprise_name: 'ours' }),
      channel_id: CHANNEL,
      api_app_id: 'A0',
      trigger_id: '1',
      response_url: 'https://hooks.slack.com/commands/1/2/3',
      is_enterprise_install: 'false',
      token: 'made-up',
    });
    return String(JSON.parse(answer.body ?? '{}').text);
  };

  test.each<[string, string, string, string | undefined, Verdict]>([
    ['an approver, here', APPROVER, TEAM_ID, undefined, 'member'],
    ['an operator, here', PEOPLE.operator.id, TEAM_ID, undefined, 'member'],
    ['a guest, here', PEOPLE.guest.id, TEAM_ID, undefined, 'guest'],
    ['a stranger, here', STRANGER, TEAM_ID, undefined, 'stranger'],
    ['an approver, in another workspace', APPROVER, 'T0STRANGE1', undefined, 'stranger'],
    ['an approver, in a workspace of another organisation', APPROVER, 'T0STRANGE1', 'E0OTHER', 'stranger'],
    ['somebody of both, in the sister workspace', IN_BOTH, SISTER, OURS, 'member'],
    ['somebody of both, on the organisation’s own command', IN_BOTH, OURS, OURS, 'member'],
    ['somebody of the sister workspace alone, there', IN_SISTER, SISTER, OURS, 'stranger'],
    ['somebody whom Slack does not know', LEFT, SISTER, OURS, 'unknown'],
  ])('of %s', async (_, userId, teamId, enterpriseId, verdict) => {
    const told = await type(userId, teamId, enterpriseId);
    expect(told).toMatch(SAID[verdict] ?? /\/bastion who/);
  });

  test('is answered with the next try when Slack did not tell', async () => {
    desk.slack.fault('users.info', 'garbled');
    expect(await type(PEOPLE.operator.id, TEAM_ID)).toMatch(SAID.unknown ?? '');
    expect(desk.faults).toEqual(['membership not told by Slack']);
    expect(await type(PEOPLE.operator.id, TEAM_ID)).toMatch(/\/bastion who/);
  });
});
