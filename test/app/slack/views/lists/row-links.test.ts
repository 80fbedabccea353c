// Rows of lists link to their notices, where Slack says where the workspace is.
import { describe, expect, test } from 'vitest';
import type { Session } from '../../../../../app/session/session.ts';
import type { Message, MessageOptions } from '../../../../../app/slack/i18n/message-options.ts';
import { createCardTokens } from '../../../../../app/slack/views/card-token.ts';
import { renderDigest } from '../../../../../app/slack/views/lists/digest.ts';
import { renderHistory } from '../../../../../app/slack/views/lists/history.ts';
import { createListing } from '../../../../../app/slack/views/lists/listing.ts';
import { renderPending } from '../../../../../app/slack/views/lists/pending.ts';
import { renderWho } from '../../../../../app/slack/views/lists/who.ts';
import { sliceOf } from '../../../../../app/workflow/queries/list-slice.ts';
import {
  APPROVER,
  aSession,
  MESSAGE_OPTIONS,
  NOTICE_LINK,
  startFacts,
  WORKSPACE_URL,
} from '../../notice-states-fixture.ts';
import { stoppedClock } from '../../slack-fixture.ts';
import { draw } from '../../views-fixture.ts';

const clock = stoppedClock('2026-11-24T08:10:00.000Z');
const READER = { userId: APPROVER, now: clock.now(), cardTokens: createCardTokens('a secret', clock) };
const rowsOf = (session: Session) => sliceOf([session], { from: 0, most: 10 });

describe('links of lists', () => {
  const LINKED = { ...MESSAGE_OPTIONS, workspaceUrl: WORKSPACE_URL };
  const all = { all: true, days: 7, more: false };
  const RENDERED: Readonly<Record<string, (session: Session, options: MessageOptions) => Message>> = {
    who: (session, options) =>
      renderWho({ source: 'ssm', at: clock.now().toISOString(), ...rowsOf(session) }, READER, options),
    pending: (session, options) => renderPending({ all: true, approver: 'yes', ...rowsOf(session) }, READER, options),
    history: (session, options) =>
      renderHistory({ ...all, sessions: [session] }, createListing('history'), READER, options),
    digest: (session, options) => renderDigest({ date: '2026-11-24', sessions: [session], left: 0 }, options),
  };

  test.each(Object.entries(RENDERED))('a row of %s ends in a link to its notice', (_, render) => {
    const unlinked = draw(render(aSession('unacknowledged'), MESSAGE_OPTIONS));
    const linked = draw(render(aSession('unacknowledged'), LINKED));
    const row = unlinked.findIndex((line) => line.includes('*operator*'));
    expect(linked).toEqual(unlinked.with(row, `${unlinked[row]}, [notice](${NOTICE_LINK})`));
    expect(draw(render(aSession('unacknowledged'), { ...LINKED, locale: 'ja' })).join('\n')).toContain(
      `、[通知](${NOTICE_LINK})`,
    );
    expect(render(aSession('unnoticed'), LINKED)).toEqual(render(aSession('unnoticed'), MESSAGE_OPTIONS));
  });

  test.each([
    ['en', 'unacknowledged, vouched by @'],
    ['ja', '未確認、1人目の確認者: @'],
  ] as const)('a row of who says that one of two approvers has pressed (%s)', (locale, words) => {
    const { who = () => ({ text: '', blocks: [] }) } = RENDERED;
    const shown = draw(who(aSession('vouched'), { ...MESSAGE_OPTIONS, locale })).join('\n');
    expect(shown).toContain(`${words}${APPROVER}`);
    expect(draw(who(aSession('unacknowledged'), { ...MESSAGE_OPTIONS, locale })).join('\n')).not.toContain(words);
  });

  test('a digest too long for its links has none', () => {
    const facts = startFacts({ operator: { name: '"'.repeat(256), verified: false } });
    const sessions = Array.from({ length: 20 }, () => aSession('endedAcknowledged', facts));
    const page = { date: '2026-11-25', sessions, left: 0 };
    expect(renderDigest(page, LINKED)).toEqual(renderDigest(page, MESSAGE_OPTIONS));
    // It loses its links before its times.
    const drawn = sessions.map((_, index) =>
      JSON.stringify(renderDigest({ ...page, sessions: sessions.slice(0, index) }, { ...LINKED, times: 'reader' })),
    );
    expect(drawn.slice(1).find((blocks) => !blocks.includes('"type":"link"'))).toContain('"type":"date"');
    const short = { ...page, sessions: sessions.slice(0, 3) };
    expect(renderDigest(short, LINKED)).not.toEqual(renderDigest(short, MESSAGE_OPTIONS));
  });
});

describe('a name that IAM does not verify', () => {
  const facts = startFacts({ operator: { name: 'operator', verified: false } });

  test('a row says it beside the name', () => {
    const session = aSession('unacknowledged', facts);
    const rows = [
      renderWho({ source: 'ssm', at: clock.now().toISOString(), ...rowsOf(session) }, READER, MESSAGE_OPTIONS),
      renderPending({ all: true, approver: 'yes', ...rowsOf(session) }, READER, MESSAGE_OPTIONS),
      renderDigest({ date: '2026-11-24', sessions: [session], left: 0 }, MESSAGE_OPTIONS),
    ];
    for (const row of rows) expect(draw(row).join('\n')).toContain('*operator* (name unverified) → bastion-1');
  });
});
