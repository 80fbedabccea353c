// Who is who, as Slack tells it, and for how long that is believed.
import { describe, expect, test } from 'vitest';
import { createDirectory } from '../../../app/slack/directory.ts';
import { APPROVER, OPERATOR } from './a-session.ts';
import { GROUP, GUEST, openAnswering, openSlack, stoppedClock } from './slack-fixture.ts';

const NOW = '2026-11-24T08:00:00.000Z';

async function openDirectory() {
  const { slack, client } = await openSlack();
  const clock = stoppedClock(NOW);
  return { slack, clock, directory: createDirectory(client, clock) };
}

describe('a person', () => {
  test('is a full member, a guest, or none of ours', async () => {
    const { directory, slack } = await openDirectory();
    const standingOf = async (id: string) => (await directory.person(id)).standing;
    expect(await standingOf(APPROVER)).toBe('full');
    expect(await standingOf(GUEST)).toBe('guest');
    expect(await standingOf(slack.botUserId)).toBe('none');
    await expect(directory.person('U0NOBODY001')).rejects.toThrow('user_not_found');
  });

  test.each([
    [{}, 'full'],
    [{ deleted: true }, 'none'],
    [{ is_bot: true }, 'none'],
    [{ is_restricted: true }, 'guest'],
    [{ is_ultra_restricted: true }, 'guest'],
    [{ is_stranger: true }, 'none'],
    [{ is_stranger: true, is_restricted: true }, 'none'],
  ])('of whom Slack says %o: %s', async (said, standing) => {
    const client = await openAnswering(() => ({ ok: true, user: { id: APPROVER, ...said } }));
    expect(await createDirectory(client, stoppedClock(NOW)).person(APPROVER)).toMatchObject({ standing });
  });

  test.each([
    [{ team_id: 'T1' }, ['T1']],
    [{ team_id: 'T2', enterprise_user: { teams: ['T1', 'T2'] } }, ['T2', 'T1', 'T2']],
    [{ enterprise_user: {} }, []],
    [{}, []],
  ])('with %o belongs to %o', async (said, teams) => {
    const client = await openAnswering(() => ({ ok: true, user: { id: APPROVER, ...said } }));
    expect(await createDirectory(client, stoppedClock(NOW)).person(APPROVER)).toMatchObject({ teams });
  });

  test.each([{}, { user: {} }, { user: null }])('is not known where Slack answers %o', async (said) => {
    const directory = createDirectory(await openAnswering(() => ({ ok: true, ...said })), stoppedClock(NOW));
    await expect(directory.person(APPROVER)).rejects.toThrow('named nobody');
    await expect(directory.userByEmail('operator@example.com')).rejects.toThrow('named nobody');
  });
});

describe('our organisation', () => {
  test.each([
    [{ team_id: 'T1', enterprise_id: 'E1' }, 'E1'],
    [{ team_id: 'T1' }, undefined],
    [{ team_id: 'T1', enterprise_id: null }, undefined],
    [{ enterprise_id: 'E1', is_enterprise_install: true }, 'E1'],
  ])('by %o is %s', async (said, enterprise) => {
    const client = await openAnswering(() => ({ ok: true, ...said }));
    expect(await createDirectory(client, stoppedClock(NOW)).enterprise()).toBe(enterprise);
  });

  test('is not known where Slack does not say whose token it is', async () => {
    const client = await openAnswering(() => ({ ok: true }));
    await expect(createDirectory(client, stoppedClock(NOW)).enterprise()).rejects.toThrow('whose token');
  });
});

describe('an address', () => {
  test('leads to a person, or to nobody', async () => {
    const { directory } = await openDirectory();
    expect(await directory.userByEmail('operator@example.com')).toBe(OPERATOR);
    expect(await directory.userByEmail('nobody@example.com')).toBeUndefined();
  });

  test('is the same whatever its letters’ case', async () => {
    const asked: unknown[] = [];
    const client = await openAnswering(({ body }) => {
      asked.push(body.email);
      return { ok: true, user: { id: OPERATOR } };
    });
    const directory = createDirectory(client, stoppedClock(NOW));
    expect(await directory.userByEmail('Op.One@Example.COM')).toBe(OPERATOR);
    expect(await directory.userByEmail('op.one@example.com')).toBe(OPERATOR);
    expect(asked).toEqual(['op.one@example.com']);
  });

  test('of which Slack does not tell is not taken for nobody’s', async () => {
    const { directory, slack } = await openDirectory();
    slack.fault('users.lookupByEmail', 'server-error');
    await expect(directory.userByEmail('operator@example.com')).rejects.toThrow();
    slack.fault('users.lookupByEmail', 'rate-limited');
    await expect(directory.userByEmail('operator@example.com')).rejects.toThrow();
    const { client } = await openSlack({ scopes: ['users:read'] });
    const blind = createDirectory(client, stoppedClock(NOW));
    await expect(blind.userByEmail('operator@example.com')).rejects.toThrow('missing_scope');
  });
});

describe('a group', () => {
  test('has its members', async () => {
    const { directory } = await openDirectory();
    expect(await directory.groupMembers(GROUP)).toEqual(new Set([APPROVER]));
  });

  test.each([{}, { users: null }, { users: 'U0APPROVER1' }])(
    'of which Slack answers %o is not known, rather than empty',
    async (answer) => {
      const client = await openAnswering(() => ({ ok: true, ...answer }));
      await expect(createDirectory(client, stoppedClock(NOW)).groupMembers(GROUP)).rejects.toThrow('did not say');
    },
  );

  test('that Slack does not know is not taken for an empty one', async () => {
    const { directory } = await openDirectory();
    await expect(directory.groupMembers('S0ANOTHER01')).rejects.toThrow('no_such_subteam');
  });
});

describe('an answer', () => {
  test('is remembered for a minute', async () => {
    const { directory, slack, clock } = await openDirectory();
    await directory.groupMembers(GROUP);
    clock.pass(59_999);
    await directory.groupMembers(GROUP);
    expect(slack.calls()).toHaveLength(1);
    clock.pass(1);
    await directory.groupMembers(GROUP);
    expect(slack.calls()).toHaveLength(2);
  });

  test('is asked for once by those who ask at the same time, and for each apart', async () => {
    const { directory, slack } = await openDirectory();
    await Promise.all([directory.person(APPROVER), directory.person(APPROVER), directory.person(GUEST)]);
    expect(slack.calls()).toHaveLength(2);
  });

  test('that failed is asked for again', async () => {
    const { directory, slack } = await openDirectory();
    slack.fault('usergroups.users.list', 'server-error');
    await expect(directory.groupMembers(GROUP)).rejects.toThrow();
    expect(await directory.groupMembers(GROUP)).toEqual(new Set([APPROVER]));
  });

  test('that nobody has the address is remembered too', async () => {
    const { directory, slack } = await openDirectory();
    await directory.userByEmail('nobody@example.com');
    await directory.userByEmail('nobody@example.com');
    expect(slack.calls()).toHaveLength(1);
  });
});
