// Every event, every kind and every end, through each place that it comes to: the table, Slack, exports and the archive.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COLUMN_NAMES, formatCsvRow } from '../../../app/audit/exports/csv.ts';
import { formatLine } from '../../../app/audit/stream-line.ts';
import { readSealedLine as readBack } from '../../../app/audit/verification/sealed-line.ts';
import { fromItem, toItem } from '../../../app/aws/dynamodb/session-item.ts';
import { LOCALES } from '../../../app/lib/locale.ts';
import type { EndCause } from '../../../app/session/event.ts';
import { listFollowUps } from '../../../app/session/follow-ups.ts';
import { canonicalize } from '../../../app/session/hash-chain.ts';
import type { Kind } from '../../../app/session/kind.ts';
import type { Session, Stream } from '../../../app/session/session.ts';
import { describeKind } from '../../../app/slack/i18n/describe-kind.ts';
import { type Message, type MessageOptions, selectTexts } from '../../../app/slack/i18n/message-options.ts';
import { createCardTokens } from '../../../app/slack/views/card-token.ts';
import { renderFollowUp } from '../../../app/slack/views/follow-ups/follow-ups.ts';
import { renderDigest } from '../../../app/slack/views/lists/digest.ts';
import { renderHistory } from '../../../app/slack/views/lists/history.ts';
import { createListing } from '../../../app/slack/views/lists/listing.ts';
import { renderNotice } from '../../../app/slack/views/notice/notice.ts';
import { findFault } from '../../../local/slack/limits.ts';
import { createNights } from '../audit/sealed-archive-fixture.ts';
import { saved, unsaved } from '../aws/dynamodb/session-store-contract.ts';
import { anyText } from '../slack/any-notice-content.ts';
import { MESSAGE_OPTIONS, TERMINATING_OPTIONS } from '../slack/notice-states-fixture.ts';
import { endsOf, eventsOf, kindsOf, streamOf, streamsOf } from './any-event.ts';
import { startFacts } from './session-fixture.ts';

const NOW = new Date('2026-11-24T08:10:00.000Z');
const READER = { userId: 'U0APPROVER', now: NOW, cardTokens: createCardTokens('a secret', { now: () => NOW }) };

const KINDS = Object.entries<fc.Arbitrary<Kind>>(kindsOf(anyText));
const ENDS = Object.entries<fc.Arbitrary<EndCause>>(endsOf(anyText));
const BY_EVENT = Object.entries(streamsOf(anyText));
const OPTIONS = LOCALES.flatMap((locale) =>
  [MESSAGE_OPTIONS, TERMINATING_OPTIONS].map((messageOptions): MessageOptions => ({ ...messageOptions, locale })),
);

const streamWith = (over: Partial<ReturnType<typeof startFacts>>) =>
  streamOf([
    { type: 'started', ...startFacts(over) },
    { type: 'noticed', channel: 'C0BASTION', ts: '1795507260.000100' },
  ]);
const BY_KIND = KINDS.map(([type, kinds]) => [`a kind ${type}`, kinds.map((kind) => streamWith({ kind }))] as const);
const BY_END = ENDS.map(
  ([cause, ends]) =>
    [
      `an end ${cause}`,
      fc
        .tuple(ends, eventsOf(anyText).ended, eventsOf(anyText).started)
        .map(([how, ended, started]) =>
          streamOf([started, { type: 'noticed', channel: 'C0BASTION', ts: '1795507260.000100' }, { ...ended, how }]),
        ),
    ] as const,
);
const ALL = [...BY_EVENT.map(([type, streams]) => [`an event ${type}`, streams] as const), ...BY_KIND, ...BY_END];

/** All that Slack shows of an entry. */
function renderAll(stream: Stream, messageOptions: MessageOptions): Message[] {
  const notice = renderNotice(stream, messageOptions);
  if (stream.type === 'denied') return [notice];
  const history = { all: true, days: 7, sessions: [stream], more: false };
  return [
    notice,
    ...announcementsIn(stream, messageOptions),
    renderDigest({ date: '2026-11-24', sessions: [stream], left: 0 }, messageOptions),
    renderHistory(history, createListing('history', { days: 7 }), READER, messageOptions),
  ];
}

function announcementsIn(session: Session, messageOptions: MessageOptions): Message[] {
  if (session.noticed === undefined) return [];
  return listFollowUps(session, {
    escalationChannel: 'C0ONCALL01',
    warnOnHost: false,
    askReason: false,
    tellOperator: false,
  }).map((one) => renderFollowUp(session, one, messageOptions, new Date(session.startedAt)));
}

describe.each(ALL)('%s', (name, streams) => {
  const [what = '', tag = ''] = name.split(' ').slice(1);

  test('an event of each type is what it is called', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const found = stream.events.map((event) => {
          if (what === 'event') return event.type;
          if (what === 'kind') return event.type === 'started' ? event.kind.type : undefined;
          return event.type === 'ended' ? event.how.cause : undefined;
        });
        expect(found).toContain(tag);
      }),
      { numRuns: 5 },
    );
  });

  test('an event of each type comes back from the table as it was', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const stored = { stream, delivery: { followUps: {} }, version: 1 };
        const read = fromItem(JSON.parse(JSON.stringify(toItem(stored, undefined))));
        expect(read).toEqual(stored);
        expect(canonicalize(read.stream)).toBe(canonicalize(stream));
      }),
    );
  });

  test('an event of each type has words in each language, and Slack takes them', () => {
    fc.assert(
      fc.property(streams, fc.constantFrom(...OPTIONS), (stream, messageOptions) => {
        for (const { text, blocks } of renderAll(stream, messageOptions)) {
          expect(findFault({ text, blocks })).toBeUndefined();
          expect(`${text} ${JSON.stringify(blocks)}`).not.toMatch(/\bundefined\b|\[object|\u202e/);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('an event of each type is one row of an export, and one line that is read back', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const cells = formatCsvRow(stream, 'Asia/Tokyo').match(/("(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n)/g);
        expect(cells).toHaveLength(COLUMN_NAMES.length);
        if (what === 'kind') expect(formatCsvRow(stream, 'Asia/Tokyo')).toContain(`,${tag},`);
        const line = formatLine(stream);
        expect(line).not.toContain('\n');
        const read = readBack(line, 'a file');
        expect(canonicalize(read.stream)).toBe(canonicalize(stream));
      }),
    );
  });
});

test('events of all types together are sealed, and the archive is proved', async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(...ALL.map(([, streams]) => streams)), async (streams) => {
      const nights = createNights();
      const ids = new Set<string>();
      for (const [index, stream] of streams.entries()) {
        const { id } = await saved(nights.store, unsaved(renamed(stream, index))).then((stored) => stored.stream);
        ids.add(id);
      }
      await nights.night('2026-11-25');
      expect(nights.faults).toEqual([]);
      const proof = await nights.verify();
      expect(proof).toMatchObject({ outcome: 'proved' });
      expect(proof.outcome === 'proved' && [...proof.sealed.keys()].toSorted()).toEqual([...ids].toSorted());
    }),
    { numRuns: 5 },
  );
});

/** The same events under an id of their own. */
function renamed({ events }: Stream, index: number): Stream {
  return streamOf(
    events.map(({ seq: _seq, at: _at, by: _by, commandId: _commandId, hash: _hash, ...data }) => {
      if (data.type === 'started') return { ...data, sessionId: `operator-${index}` };
      return data.type === 'denied' ? { ...data, principal: { ...data.principal, name: `operator-${index}` } } : data;
    }),
  );
}

test.each(KINDS)('a kind %s is one line of text without turns, whatever is typed into it', (_, kinds) => {
  fc.assert(
    fc.property(kinds, fc.constantFrom(...LOCALES), (kind, locale) => {
      const words = describeKind(kind, selectTexts({ ...MESSAGE_OPTIONS, locale }), 64);
      expect(words).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      expect(words.isWellFormed()).toBe(true);
    }),
  );
});

test('the columns of an export are explained with every kind', () => {
  const document = readFileSync(new URL('../../../docs/audit.md', import.meta.url), 'utf8');
  const explained = /^\| `kind` \| (.*) \|$/m.exec(document)?.[1] ?? '';
  expect([...explained.matchAll(/`([a-z-]+)`/g)].map(([, kind]) => kind)).toEqual(KINDS.map(([type]) => type));
});
