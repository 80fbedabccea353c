// People and groups by Slack's answers, and how long these are cached.
import { describe, expect, test } from 'vitest';
import { createDirectory } from '../../../../app/slack/outbound/directory.ts';
import { APPROVER, OPERATOR } from '../notice-states-fixture.ts';
import { GROUP, GUEST, openAnswering, openSlack, stoppedClock } from '../slack-fixture.ts';

const NOW = '2026-11-24T08:00:00.000Z';

async function openDirectory() {
  const { slack, client } = await openSlack();
  const clock = stoppedClock(NOW);
  return { slack, clock, directory: createDirectory(client, clock) };
}

describe('a full member', () => {
  test('a full member is no guest, no bot and no stranger', async () => {
    const { directory, slack } = await openDirectory();
    expect(await directory.isFullMember(APPROVER)).toBe(true);
    expect(await directory.isFullMember(GUEST)).toBe(false);
    expect(await directory.isFullMember(slack.botUserId)).toBe(false);
    await expect(directory.isFullMember('U0NOBODY001')).rejects.toThrow('user_not_found');
  });

  test.each([
    [{}, true],
    [{ deleted: true }, false],
    [{ is_bot: true }, false],
    [{ is_restricted: true }, false],
    [{ is_ultra_restricted: true }, false],
    [{ is_stranger: true }, false],
  ])('a full member of whom Slack says %o is: %s', async (said, expected) => {
    const client = await openAnswering(() => ({ ok: true, user: { id: APPROVER, ...said } }));
    expect(await createDirectory(client, stoppedClock(NOW)).isFullMember(APPROVER)).toBe(expected);
  });

  test.each([{}, { user: null }, { user: {} }])('a full member is not known where Slack answers %o', async (said) => {
    const directory = createDirectory(await openAnswering(() => ({ ok: true, ...said })), stoppedClock(NOW));
    await expect(directory.isFullMember(APPROVER)).rejects.toThrow('named nobody');
    await expect(directory.belonging(APPROVER)).rejects.toThrow('named nobody');
    await expect(directory.userByEmail('operator@example.com')).rejects.toThrow('named nobody');
    await expect(directory.ownEnterprise()).rejects.toThrow('whose token');
  });
});

describe('an address', () => {
  test('an address leads to a person, or to nobody', async () => {
    const { directory } = await openDirectory();
    expect(await directory.userByEmail('operator@example.com')).toBe(OPERATOR);
    expect(await directory.userByEmail('nobody@example.com')).toBeUndefined();
  });

  test('an address of which Slack does not answer is not taken for that of nobody', async () => {
    const { directory, slack } = await openDirectory();
    slack.fault('users.lookupByEmail', 'server-error');
    await expect(directory.userByEmail('operator@example.com')).rejects.toThrow();
    slack.fault('users.lookupByEmail', 'rate-limited');
    await expect(directory.userByEmail('operator@example.com')).rejects.toThrow();
    const { client } = await openSlack({ scopes: ['users:read'] });
    const blind = createDirectory(client, stoppedClock(NOW));
    await expect(blind.userByEmail('operator@example.com')).rejects.toThrow('users:read.email');
  });
});

describe('a group', () => {
  test('a group has its members', async () => {
    const { directory } = await openDirectory();
    expect(await directory.groupMembers(GROUP)).toEqual(new Set([APPROVER]));
  });

  test.each([{}, { users: null }, { users: 'U0APPROVER1' }])(
    'a group of which Slack answers %o is not known, rather than empty',
    async (answer) => {
      const client = await openAnswering(() => ({ ok: true, ...answer }));
      await expect(createDirectory(client, stoppedClock(NOW)).groupMembers(GROUP)).rejects.toThrow('did not say');
    },
  );

  test('a group that Slack does not know is not taken for an empty one', async () => {
    const { directory } = await openDirectory();
    await expect(directory.groupMembers('S0ANOTHER01')).rejects.toThrow('no_such_subteam');
  });
});

describe('an answer', () => {
  test('an answer of Slack is remembered for a minute', async () => {
    const { directory, slack, clock } = await openDirectory();
    await directory.groupMembers(GROUP);
    clock.pass(59_999);
    await directory.groupMembers(GROUP);
    expect(slack.calls()).toHaveLength(1);
    clock.pass(1);
    await directory.groupMembers(GROUP);
    expect(slack.calls()).toHaveLength(2);
  });

  test('an answer of Slack is asked for once by simultaneous requests, and for each apart', async () => {
    const { directory, slack } = await openDirectory();
    await Promise.all([
      directory.isFullMember(APPROVER),
      directory.isFullMember(APPROVER),
      directory.isFullMember(GUEST),
    ]);
    expect(slack.calls()).toHaveLength(2);
  });

  test('an answer of Slack that failed is asked for again', async () => {
    const { directory, slack } = await openDirectory();
    slack.fault('usergroups.users.list', 'server-error');
    await expect(directory.groupMembers(GROUP)).rejects.toThrow();
    expect(await directory.groupMembers(GROUP)).toEqual(new Set([APPROVER]));
  });

  test('an answer of Slack that nobody has the address is remembered too', async () => {
    const { directory, slack } = await openDirectory();
    await directory.userByEmail('nobody@example.com');
    await directory.userByEmail('nobody@example.com');
    expect(slack.calls()).toHaveLength(1);
  });
});
