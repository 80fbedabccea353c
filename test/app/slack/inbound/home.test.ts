// The App Home as Slack gets it: who is shown what, and what becomes of odd events and of calls that fail.
import { describe, expect, test } from 'vitest';
import type { MessageOptions } from '../../../../app/slack/i18n/message-options.ts';
import { createHome, type HomeTabOptions } from '../../../../app/slack/inbound/home.ts';
import { createMembership } from '../../../../app/slack/inbound/membership.ts';
import { createDirectory } from '../../../../app/slack/outbound/directory.ts';
import { renderSentence } from '../../../../app/slack/views/answers.ts';
import type { Home } from '../../../../app/workflow/queries/home.ts';
import { homeView } from '../../../../local/slack/view.ts';
import {
  APPROVER,
  aSession,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  OPERATOR,
  startFacts,
} from '../notice-states-fixture.ts';
import { GUEST, openAnswering, openSaying, openSlack } from '../slack-fixture.ts';
import { aHome, cardTokens, clock, ownOf, presenceOf, waitingFor } from '../views/home/home-fixture.ts';
import { draw } from '../views-fixture.ts';

const opening = (user: unknown, over: object = {}) => ({
  type: 'app_home_opened',
  user,
  channel: 'D0HOME00001',
  tab: 'home',
  event_ts: '1795507500.000100',
  ...over,
});
const SENTENCES = {
  guest: 'This page is for full members of the workspace. Guests cannot use it.',
  stranger: 'This page is for members of the workspace that runs these bastions.',
  unknown: 'I couldn’t get your account from Slack. Please open this tab again in a minute.',
  failed: 'I couldn’t load the sessions. Please open this tab again in a minute, or use the notices in the channel.',
};

interface DeskOptions extends Partial<Pick<HomeTabOptions, 'client' | 'workspaceUrl'>> {
  readonly messageOptions?: MessageOptions;
  readonly found?: Home | Error;
  /** Slack does not say who anybody is */
  readonly isSilent?: boolean;
}

async function openDesk({
  found = aHome(),
  isSilent = false,
  messageOptions = MESSAGE_OPTIONS,
  ...over
}: DeskOptions = {}) {
  const { slack, client } = await openSlack({ homeTab: true });
  const asked: string[] = [];
  const faults: string[] = [];
  const monitor = { count: () => {}, measure: () => {}, fault: (what: string) => void faults.push(what) };
  const directory = createDirectory(client, clock);
  const silent = async () => {
    throw new Error('Slack does not answer');
  };
  const people = isSilent ? { ...directory, belonging: silent, isFullMember: silent } : directory;
  const tab = createHome({
    client,
    membershipOf: createMembership({ teamId: slack.teamId, directory: people, monitor }),
    directory: people,
    messageOptions,
    useCases: {
      home: async (userId) => {
        asked.push(userId);
        if (found instanceof Error) throw found;
        return found;
      },
    },
    cardTokens,
    clock,
    monitor,
    ...over,
  });
  return {
    ...tab,
    asked,
    faults,
    published: (userId: string) => JSON.stringify(slack.views.home(userId)?.view),
    /** The tab as the person sees it; undefined where nothing was published */
    shown(userId: string): string[] | undefined {
      const home = slack.views.home(userId);
      return home && draw({ blocks: homeView.parse(home.view).blocks });
    },
  };
}

describe('whoever opens Home', () => {
  test('an approver sees what waits', async () => {
    const desk = await openDesk({ found: aHome({ pending: waitingFor([aSession('unacknowledged')]) }) });
    await desk.opened(opening(APPROVER));
    expect(desk.shown(APPROVER)?.slice(0, 2)).toEqual([
      '# 🔔 1 to acknowledge',
      '🔔 *operator* → bastion-1, Shell, since 17:00',
    ]);
    expect([desk.asked, desk.faults]).toEqual([[APPROVER], []]);
  });

  test('every full member has the page, in the language of the team', async () => {
    const found = aHome({ all: false, approver: 'no', past: undefined });
    const desk = await openDesk({ messageOptions: MESSAGE_OPTIONS_JA, found });
    await desk.opened(opening(OPERATOR));
    expect(desk.shown(OPERATOR)?.[0]).toBe('# ✅ ご自身の未確認のセッションはありません');
  });

  test('a guest reads one sentence, and no session is read', async () => {
    const desk = await openDesk();
    await desk.opened(opening(GUEST));
    expect(desk.shown(GUEST)).toEqual([SENTENCES.guest]);
    expect([desk.asked, desk.faults]).toEqual([[], []]);
  });

  test('a stranger, too', async () => {
    const { client } = await openSlack({ homeTab: true });
    const views: unknown[] = [];
    const publish = async (view: unknown) => {
      views.push(view);
      return { ok: true };
    };
    const desk = await openDesk({ client: { views: { ...client.views, publish } } });
    await desk.opened(opening('U0STRANGER1'));
    expect(JSON.stringify(views)).toContain(SENTENCES.stranger);
    expect(desk.asked).toEqual([]);
  });

  test('while Slack does not say who they are, nobody but the approvers of the settings has the page', async () => {
    const desk = await openDesk({ isSilent: true });
    await desk.opened(opening(OPERATOR));
    await desk.opened(opening(APPROVER));
    expect(desk.shown(OPERATOR)).toEqual([SENTENCES.unknown]);
    expect(desk.shown(APPROVER)?.[0]).toBe('# ✅ Nothing to acknowledge');
    expect([desk.asked, desk.faults]).toEqual([[APPROVER], ['workspace of a person unknown']]);
  });

  test('the tab of the messages is no page', async () => {
    const desk = await openDesk();
    await desk.opened(opening(APPROVER, { tab: 'messages' }));
    expect([desk.shown(APPROVER), desk.faults]).toEqual([undefined, []]);
  });

  test.each([
    ['nothing', undefined],
    ['no object', 'app_home_opened'],
    ['another event', opening(APPROVER, { type: 'message' })],
    ['nobody', opening(undefined)],
    ['somebody who is no user', opening('<!channel>')],
    ['a very long user', opening(`U${'0'.repeat(10_000)}`)],
    ['several users', opening([APPROVER])],
    ['no tab', opening(APPROVER, { tab: undefined })],
  ])('an event with %s is a fault, and shows nothing', async (_, event) => {
    const desk = await openDesk();
    await desk.opened(event);
    expect([desk.shown(APPROVER), desk.asked]).toEqual([undefined, []]);
    expect(desk.faults).toEqual(['an opened Home of an unknown shape']);
  });
});

describe('a page after a press', () => {
  test('the outcome stands on top', async () => {
    const desk = await openDesk();
    await desk.publish(APPROVER, renderSentence(['Done: you acknowledged it.']));
    expect(desk.shown(APPROVER)?.slice(0, 3)).toEqual([
      'Done: you acknowledged it.',
      '?',
      '# ✅ Nothing to acknowledge',
    ]);
    await desk.opened(opening(APPROVER));
    expect(desk.shown(APPROVER)?.[0]).toBe('# ✅ Nothing to acknowledge');
  });

  test('the outcome is said although the sessions cannot be read', async () => {
    const desk = await openDesk({ found: new Error('the table does not answer') });
    await desk.publish(APPROVER, renderSentence(['Done.']));
    expect(desk.shown(APPROVER)).toEqual(['Done.', SENTENCES.failed]);
    expect(desk.faults).toEqual(['sessions of Home not read']);
  });
});

describe('links', () => {
  const found = aHome({ presence: presenceOf([aSession('acknowledged')]) });
  test.each([
    ['https://example.slack.com/', 1],
    [undefined, 0],
  ])('where the workspace is %s, %i row links to its notice', async (url, rows) => {
    const desk = await openDesk({ found, workspaceUrl: { read: async () => url } });
    await desk.opened(opening(APPROVER));
    expect(desk.published(APPROVER)?.match(/https:[^"]+\/archives\//g) ?? []).toHaveLength(rows);
  });
});

describe('a page that Slack does not take', () => {
  const sessions = Array.from({ length: 10 }, (_, n) =>
    aSession('unacknowledged', startFacts({ sessionId: `waiting-${n}` })),
  );
  const found = aHome({
    pending: waitingFor(sessions),
    presence: presenceOf(sessions),
    own: ownOf(sessions),
    past: sessions,
  });

  test.each(['view_too_large', 'invalid_arguments'])(
    '%s: a smaller one is published, and the fault is seen',
    async (error) => {
      const views: string[] = [];
      const client = await openAnswering(({ body }) => {
        views.push(JSON.stringify(body));
        return views.length === 1 ? { ok: false, error } : { ok: true };
      });
      const desk = await openDesk({ client, found });
      await desk.publish(APPROVER, renderSentence(['Done.']));
      expect(views).toHaveLength(2);
      expect(views[1]?.length).toBeLessThan((views[0]?.length ?? 0) / 2);
      expect(views[1]).toContain('Done.');
      expect(desk.faults).toEqual(['Home refused by Slack']);
    },
  );

  test.each(['user_not_found', 'not_enabled', 'ratelimited', 'internal_error'])(
    '%s: one call, and one fault',
    async (error) => {
      let calls = 0;
      const client = await openAnswering(() => {
        calls++;
        return { ok: false, error };
      });
      const desk = await openDesk({ client, found });
      await desk.opened(opening(APPROVER));
      expect([calls, desk.faults]).toEqual([1, ['Home not published']]);
    },
  );

  test('a proxy in the place of Slack is a fault, and never thrown', async () => {
    const client = await openSaying({ status: 200, contentType: 'text/html', text: '<html>' });
    const desk = await openDesk({ client, found });
    await desk.publish(APPROVER);
    expect(desk.faults).toEqual(['Home not published']);
  });
});
