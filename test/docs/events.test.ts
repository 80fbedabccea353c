// docs/events.md and its schema say what is put on the bus: every event with every member, and rules that match.
import { readFileSync } from 'node:fs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { DETAIL_TYPES, listUnputEvents } from '../../app/audit/bus-event.ts';
import { createEventBus } from '../../app/aws/event-bus.ts';
import { createTimeLimit } from '../../app/lib/time-limit.ts';
import type { BusEvent } from '../../app/ports.ts';
import { hashEvent } from '../../app/session/hash-chain.ts';
import { createClientConfig } from '../../local/aws/account.ts';
import { type BusRecord, startEventBus } from '../../local/aws/event-bus.ts';
import { goldenEntries } from '../golden/stories.ts';
import { matchesPattern } from './event-pattern.ts';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const DOCUMENT = read('events.md');
const SCHEMA = JSON.parse(read('events.schema.json'));
const detail = z.fromJSONSchema(SCHEMA);
/** A life of each kind, with every event and every member: see test/golden/written.test.ts. */
const EVENTS: readonly BusEvent[] = goldenEntries().flatMap(({ entry }) => listUnputEvents(entry));
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));
const blocks = [...DOCUMENT.matchAll(/```json\n([\s\S]*?)```/g)].map(([, code = '']) => code);
const PATTERNS = blocks.filter((code) => code.startsWith('{\n  "source"')).map((code) => JSON.parse(code));

describe('the schema', () => {
  test('every event of every kind of life has the form of the schema', () => {
    const faults = EVENTS.map(({ detail: one }) => detail.safeParse(asJson(one)).error?.message);
    expect(EVENTS.length).toBeGreaterThan(100);
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });

  test('the schema names no type of event and no member that is never put', () => {
    const seen = new Map<string, Set<string>>();
    for (const { event } of EVENTS.map(({ detail: one }) => asJson(one)))
      seen.set(event.type, new Set([...(seen.get(event.type) ?? []), ...Object.keys(event)]));
    const declared = SCHEMA.$defs.event.oneOf.map(
      ({ properties }: { properties: Record<string, { const?: string }> }) => [
        properties.type?.const,
        Object.keys(properties).toSorted(),
      ],
    );
    expect(Object.fromEntries(declared)).toEqual(
      Object.fromEntries([...seen].map(([type, members]) => [type, [...members].toSorted()])),
    );
    const outer = new Set(EVENTS.flatMap(({ detail: one }) => Object.keys(asJson(one))));
    expect(Object.keys(SCHEMA.properties).toSorted()).toEqual([...outer].toSorted());
  });

  test.each([
    ['without a number', ({ number: _, ...rest }: Record<string, unknown>) => rest],
    ['with an unknown member', (one: Record<string, unknown>) => ({ ...one, more: true })],
    [
      'with an unknown type',
      (one: Record<string, unknown>) => ({ ...one, event: { ...Object(one.event), type: 'x' } }),
    ],
  ])('an event %s has not the form of the schema', (_, change) => {
    expect(detail.safeParse(change(asJson(EVENTS[0]?.detail))).success).toBe(false);
  });
});

describe('the document', () => {
  const rows = [...DOCUMENT.matchAll(/^\| `([\w ]+)` \| `(\w+)` \| (.*) \|$/gm)];

  test('the table has every type of event with its detail-type', () => {
    expect(rows.map(([, detailType, type]) => [type, detailType])).toEqual(Object.entries(DETAIL_TYPES));
  });

  test('the table names each member that is not in every event', () => {
    const always = ['type', 'seq', 'at', 'by', 'commandId'];
    const [started = ''] = rows.map(([, , , members = '']) => members);
    for (const { properties } of SCHEMA.$defs.event.oneOf) {
      const row = rows.find(([, , type]) => type === properties.type.const)?.[3] ?? '';
      const text = properties.type.const === 'enriched' ? row + started : row;
      for (const member of Object.keys(properties).filter((one) => !always.includes(one)))
        expect(text, `${properties.type.const}: ${member}`).toContain(`\`${member}\``);
    }
  });

  test('the example has the form of the schema', () => {
    const [example] = blocks.filter((code) => code.includes('"stream"')).map((code) => JSON.parse(code));
    expect(detail.safeParse(example).error?.message).toBeUndefined();
  });

  test('the hash of an event follows from the one before it and the event itself, as the document says', () => {
    for (const { entry } of goldenEntries()) {
      let previous = entry.id;
      for (const { hash, event, stream } of listUnputEvents(entry).map(({ detail: one }) => asJson(one))) {
        expect([stream, hashEvent(previous, event)]).toEqual([entry.id, hash]);
        previous = hash;
      }
    }
  });
});

describe('the rules', () => {
  let records: readonly BusRecord[];
  beforeAll(async () => {
    const standIn = await startEventBus({ name: 'bastion-events' });
    const client = new EventBridgeClient(createClientConfig(standIn.url));
    await createEventBus(client, 'bastion-events', createTimeLimit()).put(EVENTS);
    records = standIn.records();
    return () => standIn.close();
  });
  const matched = (pattern: unknown) =>
    new Set(records.filter((record) => matchesPattern(pattern, record)).map((record) => record['detail-type']));

  test('the document has three rules, and each matches what it says', () => {
    expect(records).toHaveLength(EVENTS.length);
    const [email, webhook, siem] = PATTERNS.map(matched);
    expect(PATTERNS).toHaveLength(3);
    expect(email).toEqual(new Set(['Session escalated', 'Termination failed']));
    expect(webhook).toEqual(new Set(['Session acknowledged']));
    const bookkeeping = ['Notice posted', 'Approvers reminded', 'Operator warned', 'Reconfirmation asked for'];
    expect(siem).toEqual(new Set(Object.values(DETAIL_TYPES).filter((type) => !bookkeeping.includes(type))));
  });

  test('the rule of the webhook matches unverified acknowledgements alone', () => {
    const acknowledged = records.filter((record) => record['detail-type'] === 'Session acknowledged');
    const found = acknowledged.filter((record) => matchesPattern(PATTERNS[1], record));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(acknowledged.length);
  });

  test('every path of the transformers leads to something in the events of their rule', () => {
    const sections = DOCUMENT.split(/^## /m).filter((section) => section.includes('InputPathsMap'));
    expect(sections).toHaveLength(2);
    for (const [index, section] of sections.entries()) {
      const own = records.filter((record) => matchesPattern(PATTERNS[index], record));
      const paths = [...section.matchAll(/"\$\.([\w.-]+)"/g)].map(([, path = '']) => path.split('.'));
      expect(paths.length).toBeGreaterThan(2);
      for (const record of own)
        for (const path of paths)
          expect(
            path.reduce<unknown>((value, member) => Object(value)[member], record),
            path.join('.'),
          ).toBeTypeOf('string');
    }
  });
});
