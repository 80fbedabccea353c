// The card of one session for one person: the same facts as on the notice, and only buttons that can work for them.
import { describe, expect, test } from 'vitest';
import type { Actor } from '../../../../../app/session/acts/act.ts';
import { createCardTokens } from '../../../../../app/slack/views/card-token.ts';
import { renderNotice } from '../../../../../app/slack/views/notice/notice.ts';
import { renderPrivateCard } from '../../../../../app/slack/views/notice/private-card.ts';
import { APPROVER, aSession, MESSAGE_OPTIONS, OPERATOR, type State } from '../../notice-states-fixture.ts';
import { stoppedClock } from '../../slack-fixture.ts';
import { draw } from '../../views-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const clock = stoppedClock('2026-11-24T08:10:00.000Z');
const cardTokens = createCardTokens('a secret', clock);
const cardFor = (
  userId: string,
  approver: Actor['approver'],
  state: State = 'unacknowledged',
  messageOptions = MESSAGE_OPTIONS,
) => renderPrivateCard(aSession(state), { userId, approver, now: clock.now(), cardTokens }, messageOptions);
const isButtons = (line: string) => line.startsWith('[');

test('a private card shows what the notice shows', () => {
  const without = (lines: string[]) => lines.filter((line) => !isButtons(line));
  for (const state of ['unacknowledged', 'acknowledged', 'ended', 'terminated'] as const) {
    expect(without(draw(cardFor(APPROVER, 'yes', state)))).toEqual(
      without(draw(renderNotice(aSession(state), MESSAGE_OPTIONS))),
    );
  }
});

describe('its buttons', () => {
  test.each<[string, Actor['approver'], State, string[]]>([
    [APPROVER, 'yes', 'unacknowledged', ['[Acknowledge: primary] [Terminate: danger]']],
    [APPROVER, 'yes', 'acknowledged', ['[Terminate: danger]']],
    [APPROVER, 'yes', 'ended', ['[Acknowledge: primary]']],
    [APPROVER, 'yes', 'endedAcknowledged', []],
    // Nobody acknowledges their own session, and everybody may cut it.
    [OPERATOR, 'yes', 'unacknowledged', ['[Terminate: danger]']],
    [OPERATOR, 'no', 'unacknowledged', ['[Terminate: danger]']],
    [OPERATOR, 'unknown', 'unacknowledged', ['[Terminate: danger]']],
    ['U0BYSTANDER', 'no', 'unacknowledged', []],
    ['U0BYSTANDER', 'unknown', 'unacknowledged', []],
  ])(
    'the buttons of a private card for %s (approver: %s) are those of a session that is %s',
    (userId, approver, state, buttons) => {
      expect(draw(cardFor(userId, approver, state)).filter(isButtons)).toEqual(buttons);
    },
  );

  test('the buttons of a private card are the notice’s own, signed for the person, and terminating asks first', () => {
    const block = cardFor(APPROVER, 'yes').blocks.find(({ type }) => type === 'actions');
    expect(block).toMatchObject({
      elements: [
        { action_id: 'acknowledge_session', value: ID },
        { action_id: 'terminate_session', value: ID, confirm: { title: { text: 'Terminate this session?' } } },
      ],
    });
    expect(cardTokens.noteIn(block?.block_id ?? '', APPROVER, ID)).toBe('');
  });
});

test('a private card calls nobody, and is marked as a trial where everything is one', () => {
  const messageOptions = { ...MESSAGE_OPTIONS, mention: { users: ['U0CALLED'] }, trial: true };
  expect(JSON.stringify(cardFor(APPROVER, 'yes', 'unacknowledged', messageOptions))).not.toContain('U0CALLED');
  expect(draw(cardFor(APPROVER, 'yes', 'unacknowledged', messageOptions))[0]).toContain('[TRIAL]');
});
