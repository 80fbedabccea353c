// The menu of a notice, and the names that its buttons are read aloud by.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../../../app/slack/i18n/message-options.ts';
import { createCardTokens } from '../../../../../app/slack/views/card-token.ts';
import { readNoticeBlockId } from '../../../../../app/slack/views/notice/more-menu.ts';
import { renderNotice } from '../../../../../app/slack/views/notice/notice.ts';
import { renderPrivateCard } from '../../../../../app/slack/views/notice/private-card.ts';
import { anyMessageOptions, anySession } from '../../any-notice-content.ts';
import {
  APPROVER,
  aSession,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  STATES,
  type State,
  startFacts,
} from '../../notice-states-fixture.ts';

const elementsOf = ({ blocks }: Message) =>
  blocks.flatMap((block) => (block.type === 'actions' ? block.elements.map((one) => ({ ...one, in: block })) : []));
const menuOf = (message: Message) => elementsOf(message).find(({ type }) => type === 'overflow');
const optionsOf = (message: Message) => {
  const menu = menuOf(message);
  return menu?.type === 'overflow' ? menu.options.map(({ value }) => value) : [];
};
const labelsOf = (message: Message) =>
  elementsOf(message).flatMap((one) => (one.type === 'button' ? [one.accessibility_label ?? ''] : []));

describe('the menu of a notice', () => {
  test.each<[State, string[]]>([
    ['unacknowledged', ['note', 'reason']],
    ['reminded', ['note', 'reason']],
    ['vouched', ['note', 'withdraw', 'reason']],
    ['acknowledged', ['withdraw', 'reason']],
    ['takenOver', ['withdraw', 'reason']],
    ['withdrawn', ['note', 'reason']],
    ['expired', ['note', 'reason']],
    ['terminating', ['note']],
    ['terminatingAcknowledged', []],
    ['stillConnected', ['note', 'reason']],
    ['stillConnectedAcknowledged', ['reason']],
    ['ended', ['note']],
    ['endedAcknowledged', []],
    ['withdrawnEnded', ['note']],
    ['lapsed', []],
    ['aliveAgain', ['note', 'reason']],
  ])('a session that is %s has the options %j', (state, options) => {
    expect(optionsOf(renderNotice(aSession(state), MESSAGE_OPTIONS))).toEqual(options);
  });

  test('the menu is called by its id, in a block that names the session', () => {
    for (const state of STATES) {
      const session = aSession(state);
      for (const element of elementsOf(renderNotice(session, MESSAGE_OPTIONS)))
        expect(readNoticeBlockId(element.in.block_id ?? '')).toBe(session.id);
    }
    expect(menuOf(renderNotice(aSession('vouched'), MESSAGE_OPTIONS))).toMatchObject({
      action_id: 'more_session',
      options: [
        { text: { text: 'Acknowledge with a note…' } },
        { text: { text: 'Take back the acknowledgement…' } },
        { text: { text: 'Terminate with a reason…' } },
      ],
    });
    expect(menuOf(renderNotice(aSession('vouched'), MESSAGE_OPTIONS_JA))).toMatchObject({
      options: [
        { text: { text: 'メモを付けて確認する…' } },
        { text: { text: '確認を取り消す…' } },
        { text: { text: '理由を付けて切断する…' } },
      ],
    });
    expect(readNoticeBlockId('decide')).toBeUndefined();
  });

  test('a session whose name is too long for a block keeps its buttons', () => {
    const sessionId = '𠮷'.repeat(128);
    const message = renderNotice(aSession('unacknowledged', startFacts({ sessionId })), MESSAGE_OPTIONS);
    expect(elementsOf(message).map(({ type }) => type)).toEqual(['button', 'button']);
  });

  test('a private card has no menu: its block is the token', () => {
    const cardTokens = createCardTokens('a secret', { now: () => new Date('2026-11-24T08:10:00.000Z') });
    const reader = { userId: APPROVER, approver: 'yes' as const, now: new Date(), cardTokens };
    for (const state of STATES)
      expect(menuOf(renderPrivateCard(aSession(state), reader, MESSAGE_OPTIONS))).toBeUndefined();
  });
});

describe('the label of a button', () => {
  test('it says what is done to whose session', () => {
    expect(labelsOf(renderNotice(aSession('unacknowledged'), MESSAGE_OPTIONS))).toEqual([
      'Acknowledge operator’s session on bastion-1',
      'Terminate operator’s session on bastion-1',
    ]);
    expect(labelsOf(renderNotice(aSession('unacknowledged'), MESSAGE_OPTIONS_JA))).toEqual([
      'operator さんのセッション（bastion-1）を確認する',
      'operator さんのセッション（bastion-1）を切断する',
    ]);
  });

  test.each([
    ['x'.repeat(256), 'bastion-1', `Acknowledge ${'x'.repeat(39)}…’s session on bastion-1`],
    ['operator', 'y'.repeat(256), `Acknowledge operator’s session on ${'y'.repeat(40)}…`],
    ['x'.repeat(256), 'y'.repeat(256), `Acknowledge ${'x'.repeat(23)}…’s session on ${'y'.repeat(24)}…`],
  ])('long names share the room: %s on %s', (name, target, label) => {
    const facts = startFacts({ operator: { name, verified: true }, target: { id: 'i-0', name: target } });
    const [acknowledge = ''] = labelsOf(renderNotice(aSession('unacknowledged', facts), MESSAGE_OPTIONS));
    expect(acknowledge.length).toBeLessThanOrEqual(75);
    expect(acknowledge).toBe(label);
  });

  test('a label of any names is one line of 1 to 75 characters, and turns no direction', () => {
    fc.assert(
      fc.property(anySession, anyMessageOptions, (session, messageOptions) => {
        for (const label of labelsOf(renderNotice(session, messageOptions))) {
          expect(label.length).toBeGreaterThan(0);
          expect(label.length).toBeLessThanOrEqual(75);
          expect(label).toBe(label.toWellFormed());
          expect(label).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        }
      }),
    );
  });
});
