// Expectations for every golden item, whichever version wrote it. The first one that does not hold is thrown.
import { expect } from 'vitest';
import { formatLine, getChainHead } from '../../app/audit/stream-line.ts';
import { readOutlines } from '../../app/aws/dynamodb/outline.ts';
import { fromItem, toItem } from '../../app/aws/dynamodb/session-item.ts';
import type { StoredStream } from '../../app/ports.ts';
import { listFollowUps } from '../../app/session/follow-ups.ts';
import type { Stream } from '../../app/session/session.ts';
import { renderFollowUp } from '../../app/slack/views/follow-ups/follow-ups.ts';
import { renderNotice } from '../../app/slack/views/notice/notice.ts';
import { findFault } from '../../local/slack/limits.ts';
import { outlineOf } from '../app/aws/dynamodb/session-store-contract.ts';
import { projected } from '../app/doubles/memory-store.ts';
import { MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA } from '../app/slack/notice-states-fixture.ts';
import { draw } from '../app/slack/views-fixture.ts';
import type { ItemLine } from './forms.ts';

/** Reads an item, and expects the content that it was written with. @param exported its entry in the export */
export function expectRead({ item, expected }: ItemLine, exported: Record<string, unknown>): StoredStream {
  const stored = fromItem(item);
  const { stream } = stored;
  const { id, type, events } = stream;
  expect({ id, type, events: events.length, chainHead: getChainHead(stream) }).toEqual(expected);
  // A later version may export more, but neither less nor something else.
  expect(JSON.parse(formatLine(stream))).toMatchObject(exported);
  return stored;
}

/** The item itself has its sort keys, because one index holds items of every form. */
export function expectOutlined({ stream }: StoredStream, item: Record<string, unknown>): void {
  const { outlines, unknown } = readOutlines([projected(item)]);
  expect({ outlines, unknown }).toEqual({
    outlines: stream.type === 'session' ? [outlineOf(stream)] : [],
    unknown: [],
  });
}

/**
 * Writes the item again, with the delivery state beside its chain.
 * @param isCurrent false for an earlier form, whose items may gain fields but lose none
 */
export function expectSavedAlike(stored: StoredStream, item: Record<string, unknown>, isCurrent: boolean): void {
  const dueAt = typeof item.dueAt === 'string' ? item.dueAt : undefined;
  const again = JSON.parse(JSON.stringify(toItem(stored, dueAt)));
  expect(again).toMatchObject(item);
  if (isCurrent) expect(again).toEqual(item);
}

/** The wording may change, but every text names the people, the target and the actions. */
export function expectShown(stream: Stream): void {
  const { operator, target } = stream.type === 'session' ? stream : stream.last;
  for (const messageOptions of [MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA]) {
    const notice = renderNotice(stream, messageOptions);
    expect(findFault({ ...notice })).toBeUndefined();
    for (const whole of [notice.text, draw(notice).join('\n')]) {
      // The id also begins with the operator's name.
      const shown = whole.replaceAll(stream.id, '');
      expect(shown).toContain(operator.name);
      expect(shown).toContain(target?.name ?? '');
    }
    // Follow-ups are sent once there is a notice that they point to.
    if (stream.type === 'denied' || stream.noticed === undefined) continue;
    for (const followUp of listFollowUps(stream, {
      escalationChannel: 'C0ONCALL01',
      warnOnHost: false,
      askReason: true,
      tellOperator: true,
    })) {
      expect(
        findFault({ ...renderFollowUp(stream, followUp, messageOptions, new Date(stream.startedAt)) }),
      ).toBeUndefined();
    }
  }
}
