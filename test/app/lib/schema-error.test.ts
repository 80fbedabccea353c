// Schema errors of data from outside.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { namedValues, SchemaError, utcTime } from '../../../app/lib/schema-error.ts';

describe('a time', () => {
  test.each(['2026-11-24T08:00:00.000Z', '2026-11-24T08:00:00Z'])('a time may be %s', (time) => {
    expect(v.is(utcTime, time)).toBe(true);
  });

  test.each([
    '2026-11-24T08:00:00.000+00:00',
    '2026-11-24T08:00:00.000',
    '2026-11-24',
    '2026-13-24T08:00:00Z',
    'now',
    1,
  ])('a time may not be %s', (time) => {
    expect(v.is(utcTime, time)).toBe(false);
  });
});

describe('an object of names', () => {
  const numbers = namedValues(v.number());
  const named = (text: string) => v.safeParse(numbers, JSON.parse(text));

  test('an object of names keeps every name that JSON can hold', () => {
    const anyName = fc.oneof(
      fc.constantFrom('constructor', 'prototype', '__proto__', 'toString', 'hasOwnProperty', '0', ''),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(anyName, fc.nat()), { selector: ([name]) => name }), (entries) => {
        const text = JSON.stringify(Object.fromEntries(entries));
        expect(JSON.stringify(named(text).output)).toBe(text);
      }),
    );
  });

  test.each(['[]', '[1]', 'null', '"text"', '1', '{"a":"1"}', '{"__proto__":{}}', '{"a":1,"constructor":null}'])(
    'an object of names is not %s',
    (text) => {
      expect(named(text).success).toBe(false);
    },
  );

  test('an object of names reports a wrong value by its name', () => {
    const shape = v.object({ parameters: numbers });
    const { issues = [] } = v.safeParse(shape, JSON.parse('{"parameters":{"a":1,"constructor":"secret"}}'));
    expect(new SchemaError(issues, 'the whole').message).toMatch(/see parameters\.constructor$/);
  });
});

test('a wrong value is reported once by its place, and its content never', () => {
  const shape = v.object({ token: v.pipe(v.string(), v.maxLength(3), v.regex(/^x/)), list: v.array(v.number()) });
  const faultOf = (value: unknown) => new SchemaError(v.safeParse(shape, value).issues ?? [], 'the whole');
  const fault = faultOf({ token: 'secret', list: ['secret'] });
  expect(fault).toMatchObject({ name: 'ShapeError', places: 'token, list.0' });
  expect(`${fault.stack} ${JSON.stringify(fault)}`).not.toContain('secret');
  expect(faultOf('secret').message).toBe('not of the shape that was expected: see the whole');
});
