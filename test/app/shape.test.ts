// What shapes from outside have in common.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { ShapeError, utcTime } from '../../app/shape.ts';

describe('a time', () => {
  test.each(['2026-11-24T08:00:00.000Z', '2026-11-24T08:00:00Z'])('may be %s', (time) => {
    expect(v.is(utcTime, time)).toBe(true);
  });

  test.each([
    '2026-11-24T08:00:00.000+00:00',
    '2026-11-24T08:00:00.000',
    '2026-11-24',
    '2026-13-24T08:00:00Z',
    'now',
    1,
  ])('may not be %s', (time) => {
    expect(v.is(utcTime, time)).toBe(false);
  });
});

test('what is otherwise is said once by its place, and never what stands there', () => {
  const shape = v.object({ token: v.pipe(v.string(), v.maxLength(3), v.regex(/^x/)), list: v.array(v.number()) });
  const faultOf = (value: unknown) => new ShapeError(v.safeParse(shape, value).issues ?? [], 'the whole');
  const fault = faultOf({ token: 'secret', list: ['secret'] });
  expect(fault).toMatchObject({ name: 'ShapeError', places: 'token, list.0' });
  expect(`${fault.stack} ${JSON.stringify(fault)}`).not.toContain('secret');
  expect(faultOf('secret').message).toBe('not of the shape that was expected: see the whole');
});
