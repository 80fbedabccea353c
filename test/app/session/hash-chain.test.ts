// The canonical text of JSON, and the hashes that link one event to the next.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalize, findBrokenLink, hashEvent, sha256Hex } from '../../../app/session/hash-chain.ts';

describe('canonical JSON', () => {
  test('canonical JSON of RFC 8785’s own example is that of the RFC', () => {
    const numbers = [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001];
    const value = { numbers, string: '€$\u000f\nA\'B"\\\\"/', literals: [null, true, false] };
    expect(canonicalize(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test('canonical JSON sorts names by their UTF-16 units', () => {
    const value = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, '\u00f6': 7 };
    expect(
      Object.values(
        JSON.parse(
          `[${canonicalize(value)
            .replaceAll(/"[^"]*":/g, '')
            .slice(1, -1)}]`,
        ),
      ),
    ).toEqual([2, 4, 6, 7, 1, 5, 3]);
  });

  test('canonical JSON is the same whatever the order of the members, and means the same', () => {
    fc.assert(
      fc.property(fc.dictionary(anyName(), anyValue), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalize(reversed)).toBe(canonicalize(value));
        expect(JSON.parse(canonicalize(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('canonical JSON leaves out undefined members', () => {
    expect(canonicalize({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { a: () => 1 }, [undefined], { '\udc00': 1 }])(
    'canonical JSON has no place for %o',
    (value) => {
      expect(() => canonicalize(value)).toThrow(TypeError);
    },
  );
});

test('the hash is SHA-256 of the UTF-8 text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }),
  );
});

describe('a link', () => {
  const first = { seq: 1, type: 'started' };
  const chain = [{ ...first, hash: hashEvent('id', first) }];

  test('a link covers all but its own hash', () => {
    expect(hashEvent('id', { ...first, hash: 'anything' })).toBe(chain[0]?.hash);
    expect(hashEvent('id', { ...first, more: 1 })).not.toBe(chain[0]?.hash);
    expect(hashEvent('other', first)).not.toBe(chain[0]?.hash);
  });

  test('a link has its own number', () => {
    const second = { seq: 3, type: 'ended' };
    const hash = hashEvent(chain[0]?.hash ?? '', second);
    expect(findBrokenLink('id', [...chain, { ...second, hash }])).toBe(2);
  });

  test('a chain without events is nowhere broken', () => {
    expect(findBrokenLink('id', [])).toBeUndefined();
  });
});

const anyValue = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(null, true, -0),
  fc.array(fc.dictionary(anyName(), fc.integer(), { maxKeys: 3 }), { maxLength: 3 }),
);

function anyName() {
  return fc.string({ unit: 'binary' }).filter((name) => name !== '__proto__');
}
