// Whatever people and AWS put into a session: Slack takes every message, and reads nothing of it as markup.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listFollowUps } from '../../../../app/session/follow-ups.ts';
import type { Session } from '../../../../app/session/session.ts';
import { en } from '../../../../app/slack/i18n/en/texts.ts';
import { ja } from '../../../../app/slack/i18n/ja/texts.ts';
import type { Message, MessageOptions } from '../../../../app/slack/i18n/message-options.ts';
import { sanitize } from '../../../../app/slack/i18n/rich-text.ts';
import { joinMessages, renderRefusal, renderSentence } from '../../../../app/slack/views/answers.ts';
import { createCardTokens } from '../../../../app/slack/views/card-token.ts';
import { renderFollowUp } from '../../../../app/slack/views/follow-ups/follow-ups.ts';
import { renderHelp, renderUnknown } from '../../../../app/slack/views/help.ts';
import { renderDigest } from '../../../../app/slack/views/lists/digest.ts';
import { renderHistory } from '../../../../app/slack/views/lists/history.ts';
import { createListing, type Listing } from '../../../../app/slack/views/lists/listing.ts';
import { renderOverview } from '../../../../app/slack/views/lists/overview.ts';
import { PENDING_LISTED, renderNone, renderPending, renderSeveral } from '../../../../app/slack/views/lists/pending.ts';
import { renderWho, WHO_LISTED } from '../../../../app/slack/views/lists/who.ts';
import { renderNotice } from '../../../../app/slack/views/notice/notice.ts';
import { renderPrivateCard } from '../../../../app/slack/views/notice/private-card.ts';
import { sliceOf } from '../../../../app/workflow/queries/list-slice.ts';
import type { Pending } from '../../../../app/workflow/queries/pending.ts';
import type { Presence } from '../../../../app/workflow/queries/who.ts';
import { findFault } from '../../../../local/slack/limits.ts';
import { runs } from '../../../runs.ts';
import { anyDenied, anyMessageOptions, anySession, anyText } from '../any-notice-content.ts';
import {
  APPROVER,
  aSession,
  CONFIRMING_OPTIONS,
  deniedAttempts,
  deniedFacts,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  OPERATOR,
  SESSION_LOG_URL,
  STATES,
  startFacts,
  WORKSPACE_URL,
} from '../notice-states-fixture.ts';

/** A list as a whole, before the page of it that is shown. */
type Whole<T> = Omit<T, 'before' | 'total' | 'sessions'> & { readonly sessions: readonly Session[] };

const rowsOf = (sessions: readonly Session[], n = 0) => sliceOf(sessions, { from: n, most: PENDING_LISTED });
const pageOfPending = (whole: Whole<Pending>, n = 0): Pending => ({ ...whole, ...rowsOf(whole.sessions, n) });
const pageOfWho = (whole: Whole<Presence>): Presence => ({
  ...whole,
  ...sliceOf(whole.sessions, { from: 0, most: WHO_LISTED }),
});

const anyPresence: fc.Arbitrary<Presence> = fc
  .tuple(
    fc.array(anySession, { maxLength: 3 }),
    fc.constantFrom(0, 1, 15, 500),
    fc.constantFrom('ssm', 'stored', 'stored-of-many'),
  )
  .map(([some, count, source]) => ({
    source,
    at: '2026-11-24T08:10:00.000Z',
    sessions:
      some.length === 0
        ? []
        : Array.from({ length: count }, (_, index) => some[index % some.length] ?? aSession('unacknowledged')),
  }))
  .map(pageOfWho);

/** All that a session tells beside its notice. */
function announcementsIn(session: Session, messageOptions: MessageOptions): Message[] {
  return listFollowUps(session, {
    escalationChannel: 'C0ONCALL01',
    warnOnHost: false,
    askReason: true,
    tellOperator: true,
  }).map((one) => renderFollowUp(session, one, messageOptions, new Date(session.events.at(-1)?.at ?? 0)));
}

const anyAnnouncement: fc.Arbitrary<Message> = fc
  .tuple(anySession, fc.nat(), anyMessageOptions)
  .map(([session, which, messageOptions]) => {
    const all = announcementsIn(session, messageOptions);
    return all[which % all.length];
  })
  .filter((message) => message !== undefined);

const TOKENS = createCardTokens('a secret', { now: () => new Date('2026-11-24T08:10:00.000Z') });
const readerOf = (userId: string) => ({ userId, now: new Date('2026-11-24T08:10:00.000Z'), cardTokens: TOKENS });
const anyReader = fc.constantFrom(APPROVER, OPERATOR).map(readerOf);

/** No two rows are of the same session. */
function differing(some: readonly Session[], count: number): Session[] {
  return Array.from({ length: count }, (_, index) => some[index % some.length] ?? aSession('unacknowledged')).map(
    (session, index) => ({ ...session, id: `${index}${session.id}`.slice(0, 128) }),
  );
}

const anyPending: fc.Arbitrary<Whole<Pending>> = fc
  .tuple(
    fc.array(anySession, { maxLength: 3 }),
    fc.constantFrom(0, 1, 10, 30),
    fc.boolean(),
    fc.constantFrom('yes', 'no', 'unknown'),
  )
  .map(([some, count, all, approver]) => ({
    all,
    approver,
    sessions: some.length === 0 ? [] : differing(some, count),
  }));

const anyVerb = fc.constantFrom('acknowledge', 'terminate');
const anyFrom = fc.constantFrom(0, 1, 10, 29);

const SOMEBODY = 'U0SOMEBODY';

/** A message, and whom it names because somebody asked for them. */
interface AnyMessage {
  readonly message: Message;
  readonly asked?: string;
}

/** A name to search for: whatever somebody types, or somebody as Slack writes them. Of these a history names the person. */
const anyAbout: fc.Arbitrary<{ readonly about: string; readonly asked?: string }> = fc.oneof(
  {
    weight: 3,
    arbitrary: anyText(256)
      .filter((about) => !about.startsWith(`<@${SOMEBODY}`))
      .map((about) => ({ about })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(`<@${SOMEBODY}>`, `<@${SOMEBODY}|somebody>`)
      .map((about) => ({ about, asked: SOMEBODY })),
  },
);

const anyHistory: fc.Arbitrary<AnyMessage> = fc
  .tuple(fc.array(anySession, { minLength: 1, maxLength: 3 }), anyAbout, anyReader, anyFrom, anyMessageOptions)
  .map(([some, { about, asked }, reader, n, messageOptions]) => ({
    message: renderHistory(
      { all: false, days: 7, sessions: differing(some, 30), more: true },
      from(createListing('history', { about, days: 40 }), n),
      reader,
      messageOptions,
    ),
    ...(asked && { asked }),
  }));

const choiceOf = (list: 'acknowledge' | 'terminate', about: string, from: number) => ({
  ...createListing(list, { about }),
  list,
  from,
});
const doneTo = ({ operator, target }: Session) =>
  renderSentence([en.command.requested(sanitize(operator.name, 64), sanitize(target.name, 64))]);
const from = (listing: Listing, before: number): Listing => ({ ...listing, from: before });

/** Any answer to one person. */
const anyAnswer: fc.Arbitrary<Message> = fc.oneof(
  // As it stands after a press of one of its rows: the longest of all.
  fc
    .tuple(anyPending, anySession, anyReader, anyFrom, anyMessageOptions)
    .map(([pending, session, reader, n, messageOptions]) =>
      joinMessages(
        doneTo(session),
        renderPending(pageOfPending(pending, n), reader, messageOptions, {
          listing: from(createListing('pending'), n),
        }),
      ),
    ),
  fc
    .tuple(anyPending, anyPresence, anySession, anyReader, anyFrom, anyMessageOptions)
    .map(([pending, presence, session, reader, n, messageOptions]) =>
      joinMessages(
        doneTo(session),
        renderOverview(
          { pending: pageOfPending(pending, n), presence },
          reader,
          messageOptions,
          from(createListing('overview'), n),
        ),
      ),
    ),
  fc
    .tuple(
      fc.array(anySession, { minLength: 2, maxLength: 12 }),
      anyVerb,
      anyText(256),
      anyReader,
      anyFrom,
      anyMessageOptions,
    )
    .map(([some, verb, about, reader, n, messageOptions]) =>
      joinMessages(
        doneTo(some[0] ?? aSession('unacknowledged')),
        renderSeveral(rowsOf(differing(some, 12), n), choiceOf(verb, about, n), reader, messageOptions),
      ),
    ),
  fc
    .tuple(
      fc.array(anySession, { minLength: 2, maxLength: 12 }),
      anyVerb,
      anyText(256),
      anyReader,
      anyFrom,
      anyMessageOptions,
    )
    .map(([some, verb, about, reader, n, messageOptions]) =>
      renderNone(
        rowsOf(differing(some, 12), n),
        choiceOf(verb, about, n),
        { ...reader, approver: 'yes' },
        messageOptions,
      ),
    ),
  fc
    .tuple(anyText(300), anyMessageOptions)
    .map(([word, messageOptions]) => renderUnknown(word, 'terminate', messageOptions)),
  fc
    .tuple(anySession, anyReader, fc.constantFrom('yes', 'no', 'unknown'), anyMessageOptions)
    .map(([session, reader, approver, messageOptions]) =>
      renderPrivateCard(session, { ...reader, approver }, messageOptions),
    ),
  fc
    .tuple(anyText(300), fc.constantFrom(en, ja))
    .map(([meant, { command }]) => renderSentence(command.unknown(sanitize(meant, 64)))),
  fc
    .tuple(anyText(256), anyText(256), fc.constantFrom(en, ja))
    .map(([operator, target, { command }]) =>
      renderSentence([command.requested(sanitize(operator, 200), sanitize(target, 200))]),
    ),
);

/** Every message that says anything of what somebody typed, but for a history. */
const anyOtherMessage: fc.Arbitrary<Message> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(anySession, anyMessageOptions)
      .map(([session, messageOptions]) => renderNotice(session, messageOptions)),
  },
  fc.tuple(anyDenied, anyMessageOptions).map(([attempts, messageOptions]) => renderNotice(attempts, messageOptions)),
  fc
    .tuple(anyPresence, anyReader, anyMessageOptions)
    .map(([presence, reader, messageOptions]) => renderWho(presence, reader, messageOptions)),
  { weight: 2, arbitrary: anyAnnouncement },
  { weight: 2, arbitrary: anyAnswer },
  fc
    .tuple(fc.array(anySession, { minLength: 1, maxLength: 25 }), anyMessageOptions)
    .map(([sessions, messageOptions]) => renderDigest({ date: '2026-11-24', sessions, left: 0 }, messageOptions)),
);

const anyMessage: fc.Arbitrary<AnyMessage> = fc.oneof(
  { weight: 10, arbitrary: anyOtherMessage.map((message) => ({ message })) },
  { weight: 1, arbitrary: anyHistory },
);

const RUNS = { numRuns: runs(400, 80) };
const READERS: MessageOptions = { ...MESSAGE_OPTIONS, times: 'reader' };
const LINKED: MessageOptions = {
  ...READERS,
  deadlines: CONFIRMING_OPTIONS.deadlines,
  sessionLogUrl: SESSION_LOG_URL,
  workspaceUrl: WORKSPACE_URL,
};

describe('Slack takes it', () => {
  test('any message is within every limit of Slack, with no half characters and no empty text', () => {
    fc.assert(
      fc.property(anyMessage, ({ message }) => {
        expect(findFault({ ...message })).toBeUndefined();
        expect(message.text).not.toBe('');
        expect(JSON.stringify(message)).not.toMatch(/\\ud[89a-f]/);
      }),
      RUNS,
    );
  });

  test.each([MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA, LINKED])(
    'a message with the longest of everything at once is within the limits, in each state ($locale, $times, $workspaceUrl)',
    (messageOptions) => {
      // Quotes take twice their room in a payload, family emoji eleven units for what one reader sees as one.
      for (const piece of ['"', '&', '👩‍👩‍👧‍👦', '踏']) {
        const long = (most: number) => [...piece.repeat(most)].slice(0, most).join('');
        const facts = startFacts({
          sessionId: 'x'.repeat(128),
          operator: { name: long(256), verified: false },
          target: { id: long(400), name: long(400) },
          kind: { type: 'database', engine: 'PostgreSQL', host: long(255), port: 5432 },
          sourceIp: long(128),
          reason: long(256),
        });
        const users = Array.from({ length: 30 }, (_, index) => `U${index}`);
        const typed = { note: long(500), reason: long(500), ticket: long(100) };
        for (const state of STATES) {
          const session = aSession(state, facts, typed);
          for (const trial of [false, true]) {
            const message = renderNotice(session, { ...messageOptions, trial, mention: { users } });
            expect(findFault({ ...message }), `${state} ${piece}`).toBeUndefined();
          }
          for (const message of announcementsIn(session, messageOptions))
            expect(findFault({ ...message })).toBeUndefined();
          const reader = readerOf(APPROVER);
          expect(
            findFault({ ...renderPrivateCard(session, { ...reader, approver: 'yes' }, messageOptions) }),
          ).toBeUndefined();
          const sessions = differing([session], 30);
          const pending = pageOfPending({ all: false, approver: 'yes', sessions }, 10);
          const presence = pageOfWho({ source: 'stored', at: '2026-11-24T08:10:00.000Z', sessions });
          const about = long(256).slice(0, 256);
          const page = (list: Listing['list']) => from(createListing(list, { about, days: 40 }), 10);
          for (const message of [
            renderPending(pending, reader, messageOptions, { listing: page('pending') }),
            renderOverview({ pending, presence }, reader, messageOptions, from(createListing('overview'), 10)),
            renderSeveral(rowsOf(sessions, 10), choiceOf('terminate', about, 10), reader, messageOptions),
            renderNone(
              rowsOf(sessions, 10),
              choiceOf('acknowledge', about, 10),
              { ...reader, approver: 'yes' },
              messageOptions,
            ),
            renderHistory({ all: false, days: 31, sessions, more: true }, page('history'), reader, messageOptions),
          ]) {
            // As it stands after a press.
            const anew = joinMessages(doneTo(session), message);
            expect(findFault({ ...anew }), `${state} ${piece}`).toBeUndefined();
          }
          const listed = Array.from({ length: 21 }, () => session);
          expect(
            findFault({ ...renderDigest({ date: '2026-11-24', sessions: listed, left: 0 }, messageOptions) }),
            `${state} ${piece}`,
          ).toBeUndefined();
        }
        const denied = deniedFacts({ ...facts, errorCode: long(128), errorMessage: long(300) });
        expect(findFault({ ...renderNotice(deniedAttempts(51, denied), messageOptions) })).toBeUndefined();
        const sessions = Array.from({ length: 500 }, () => aSession('terminatingAcknowledged', facts));
        const presence = pageOfWho({ source: 'stored', at: '2026-11-24T08:10:00.000Z', sessions });
        expect(findFault({ ...renderWho(presence, readerOf(APPROVER), messageOptions) })).toBeUndefined();
      }
    },
  );

  test.each([MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA])(
    'the help and every refusal are within the limits ($locale)',
    (messageOptions) => {
      expect(findFault({ ...renderHelp(messageOptions) })).toBeUndefined();
      const [by, at] = ['U0APPROVER1', '2026-11-24T08:10:00.000Z'];
      for (const refusal of [
        { reason: 'unknown-session' },
        { reason: 'denied-attempt' },
        { reason: 'wrong-message' },
        { reason: 'old-digest' },
        { reason: 'notice-unrecorded' },
        { reason: 'not-an-approver' },
        { reason: 'approvers-unknown' },
        { reason: 'own-session' },
        { reason: 'not-allowed-to-terminate' },
        { reason: 'already-acknowledged', by, at, yours: true },
        { reason: 'already-acknowledged', by, at, yours: false },
        { reason: 'already-terminating', by, at },
        { reason: 'already-terminating', by: 'app', at },
        { reason: 'already-ended', at },
        { reason: 'lapsed', at },
        { reason: 'already-vouched', at },
        { reason: 'nothing-to-withdraw' },
        { reason: 'note-required' },
        { reason: 'words-too-long' },
        { reason: 'record-full' },
        { reason: 'not-the-operator' },
        { reason: 'already-reasoned', at },
        { reason: 'not-acknowledger', by, at },
        { reason: 'termination-requested', by, at },
        { reason: 'termination-requested', by: 'app', at },
        { reason: 'session-over', at },
        { reason: 'reason-too-late', at },
      ] as const) {
        expect(findFault({ ...renderRefusal(refusal, messageOptions) }), refusal.reason).toBeUndefined();
      }
    },
  );
});

/** Mentions in `text` that are ours: of people, of the approvers' group, and of the channel of the notices; links to these. */
const OUR_MENTIONS =
  /<@U[A-Z0-9]+>|<!subteam\^S0APPROVERS>|<#C0BASTION01>|<https:\/\/example\.slack\.com\/archives\/C0BASTION01\/p1795507500000100\|(?:its notice|notice|通知)>/g;

describe('in readers’ times', () => {
  const RENDERED: Readonly<Record<string, (session: Session, options: MessageOptions) => Message[]>> = {
    notice: (session, options) => [renderNotice(session, options)],
    'follow-ups': announcementsIn,
    card: (session, options) => [renderPrivateCard(session, { ...readerOf(APPROVER), approver: 'yes' }, options)],
    digest: (session, options) => [renderDigest({ date: '2026-11-25', sessions: [session], left: 0 }, options)],
    pending: (session, options) => [
      renderPending(pageOfPending({ all: true, approver: 'yes', sessions: [session] }), readerOf(APPROVER), options),
    ],
    who: (session, options) => {
      const presence = pageOfWho({ source: 'ssm', at: '2026-11-24T08:10:00.000Z', sessions: [session] });
      return [renderWho(presence, readerOf(APPROVER), options)];
    },
    history: (session, options) => {
      const history = { all: true, days: 7, sessions: [session], more: false };
      return [renderHistory(history, createListing('history', { days: 7 }), readerOf(APPROVER), options)];
    },
  };
  const CLOCK_TIME = /\d\d:\d\d/;

  test.each(Object.entries(RENDERED))(
    'every time of %s in readers’ times is an element, and the notification is the team’s',
    (_name, render) => {
      for (const state of STATES) {
        for (const options of [MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA]) {
          const teams = render(aSession(state), options);
          const readers = render(aSession(state), { ...options, times: 'reader' });
          expect(readers.map(({ text }) => text)).toEqual(teams.map(({ text }) => text));
          for (const [index, { blocks }] of readers.entries()) {
            const texts = objectsIn(blocks).map(({ text }) => (typeof text === 'string' ? text : ''));
            expect(texts.filter((text) => CLOCK_TIME.test(text))).toEqual([]);
            const dates = objectsIn(blocks).filter(({ type }) => type === 'date');
            const isTimed = CLOCK_TIME.test(JSON.stringify(teams[index]?.blocks));
            expect(dates.length > 0).toBe(isTimed);
          }
        }
      }
    },
  );

  test('a digest too long for an element at each time is in the team’s times', () => {
    const facts = startFacts({ operator: { name: '"'.repeat(256), verified: false } });
    const sessions = differing([aSession('lapsed', facts)], 20);
    const page = { date: '2026-11-25', sessions, left: 0 };
    expect(renderDigest(page, READERS)).toEqual(renderDigest(page, MESSAGE_OPTIONS));
    const short = { ...page, sessions: sessions.slice(0, 3) };
    expect(renderDigest(short, READERS)).not.toEqual(renderDigest(short, MESSAGE_OPTIONS));
  });
});

describe('Slack reads none of it as markup', () => {
  test('the notification of any message has no link, mention, emphasis or emoji but our own', () => {
    fc.assert(
      fc.property(anyMessage, ({ message: { text }, asked }) => {
        const typed = text.replace(OUR_MENTIONS, '');
        expect(typed).not.toMatch(/[<>]/);
        expect(typed).not.toMatch(/&(?!amp;|lt;|gt;)/);
        expect(typed).not.toMatch(/[*_~`](?!\u200b)/);
        expect(typed).not.toMatch(/:[\w+'-]+:/);
        const named = text.match(/<@U0SOMEBODY>/g) ?? [];
        expect(named).toHaveLength(asked === undefined ? 0 : 1);
        expect(text.split('\n').every((line) => !/^\s*&gt;/.test(line))).toBe(true);
      }),
      RUNS,
    );
  });

  test('the blocks of any message show typed text as plain, but for the session id, which is code', () => {
    fc.assert(
      fc.property(anyMessage, ({ message: { blocks }, asked }) => {
        const named = objectsIn(blocks).filter(({ type, user_id }) => type === 'user' && user_id === SOMEBODY);
        expect(named).toHaveLength(asked === undefined ? 0 : 1);
        for (const { type, ...rest } of objectsIn(blocks)) {
          expect(KINDS).toContain(type);
          if (type === 'mrkdwn') expect(rest).toEqual({ text: expect.stringMatching(CODE), verbatim: true });
          if (type === 'channel') expect(rest).toEqual({ channel_id: 'C0BASTION01' });
          if (type === 'link')
            expect(rest).toEqual({ url: expect.stringMatching(OUR_LINKS), text: expect.stringMatching(/^[^:/]+$/) });
        }
      }),
      RUNS,
    );
  });

  test('typed text breaks no line and does not turn its direction', () => {
    fc.assert(
      fc.property(anyMessage, ({ message }) => {
        const texts = [
          message.text,
          ...objectsIn(message.blocks).flatMap(({ text }) => (typeof text === 'string' ? [text] : [])),
        ];
        for (const text of texts) expect(text).not.toMatch(/\p{Noncharacter_Code_Point}/u);
        for (const text of texts) expect(text).not.toMatch(/[[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]--\n]/v);
        const lines = objectsIn(message.blocks).filter(({ type }) => type === 'text');
        for (const { text } of lines) expect(text === '\n' || !String(text).includes('\n')).toBe(true);
      }),
      RUNS,
    );
  });

  test('a session id that nobody should be able to make is no markup', () => {
    const sessionId = 'a`<!channel>` *b*\n> & \u202e';
    const { blocks } = renderNotice(aSession('unacknowledged', startFacts({ sessionId })), MESSAGE_OPTIONS);
    const code = objectsIn(blocks).find(({ type }) => type === 'mrkdwn');
    expect(code?.text).toBe('Session: `aˋ&lt;!channel&gt;ˋ *b* &gt; &amp;`');
  });

  test('no emphasis of ours touches a letter, since none is markup', () => {
    for (const messageOptions of [MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA]) {
      const sessions = STATES.map((state) => aSession(state));
      const messages = [
        renderHelp(messageOptions),
        renderDigest({ date: '2026-11-24', sessions, left: 0 }, messageOptions),
        ...sessions.map((session) => renderNotice(session, messageOptions)),
        ...sessions.flatMap((session) => announcementsIn(session, messageOptions)),
      ];
      for (const { text, blocks } of messages) {
        expect(text).not.toMatch(/[*~`](?!\u200b)/);
        const markup = objectsIn(blocks).filter(({ type }) => type === 'mrkdwn');
        for (const one of markup) expect(one.text).toMatch(/^(Session|セッションID): `[\w-]+`$/);
      }
    }
  });
});

/** No link but ours, no broadcast, no emoji, no section: nothing that could carry what it should not. */
const KINDS = [
  'header',
  'rich_text',
  'rich_text_section',
  'text',
  'user',
  'usergroup',
  'channel',
  'date',
  'divider',
  'actions',
  'button',
  'overflow',
  'link',
  'context',
  'plain_text',
  'mrkdwn',
];
/** Whatever a session is called, it stays within the address that the settings give. */
const OUR_LINKS =
  /^https:\/\/example\.slack\.com\/archives\/C0BASTION01\/p1795507500000100$|^https:\/\/ap-northeast-1\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=ap-northeast-1#logsV2:log-groups\/log-group\/\$252Fbastion\$252Fsessions\/log-events\/[\w.~!'()*$-]+$/;
const CODE = /^(Session|セッションID): `(?:[^&<>`\n]|&amp;|&lt;|&gt;)+`$/;

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(objectsIn);
  return 'type' in value ? [{ ...value }, ...inside] : inside;
}
