// The contract of every archive: in memory, in a folder, or in S3.
import { describe, expect, test } from 'vitest';
import type { Archive } from '../../../app/audit/ports.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

export function archiveContract(name: string, open: () => Promise<Archive>): void {
  describe(name, () => {
    test('an archive gives back what was put into it, byte for byte', async () => {
      const archive = await open();
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      expect(await archive.put('days/2026-11-24/00000001.jsonl.gz', all)).toBe('written');
      expect(Buffer.from((await archive.read('days/2026-11-24/00000001.jsonl.gz')) ?? '')).toEqual(Buffer.from(all));
    });

    test('an archive never writes over what is there', async () => {
      const archive = await open();
      await archive.put('seals/00000001.json', bytes('first'));
      expect(await archive.put('seals/00000001.json', bytes('second'))).toBe('exists');
      expect(Buffer.from((await archive.read('seals/00000001.json')) ?? '').toString()).toBe('first');
    });

    test('one of two simultaneous puts to an archive writes', async () => {
      const archive = await open();
      const both = await Promise.all([
        archive.put('seals/1.json', bytes('one')),
        archive.put('seals/1.json', bytes('two')),
      ]);
      expect(both.toSorted()).toEqual(['exists', 'written']);
    });

    test('an archive says that nothing is there', async () => {
      expect(await (await open()).read('seals/00000009.json')).toBeUndefined();
    });

    test('an archive lists the keys below a prefix, in their order, however many', async () => {
      const archive = await open();
      expect(await archive.list('')).toEqual([]);
      const keys = Array.from({ length: 7 }, (_, n) => `seals/${n}.json`);
      for (const key of keys.toReversed()) await archive.put(key, bytes(key));
      await archive.put('days/a & b <c>', bytes('x'));
      expect(await archive.list('seals/')).toEqual(keys);
      expect(await archive.list('')).toEqual(['days/a & b <c>', ...keys]);
    });

    test('an archive that nobody changed says so', async () => {
      const archive = await open();
      await archive.put('seals/1.json', bytes('one'));
      expect(await archive.changes()).toEqual([]);
    });
  });
}
