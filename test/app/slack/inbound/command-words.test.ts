// Typed text is taken apart into words, and a number is never taken off a name.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinWords, readHistoryWords, readWords } from '../../../../app/slack/inbound/command-words.ts';

/** As IAM lets users and sessions be called. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const anyName = fc.stringMatching(/^[\w+=,.@-]{0,62}[\w+=@-]$/);
const aName = anyName.filter((name) => !/^\d+$/.test(name));

test('a history is of the whole name, however it ends, and of the days that stand beside it', () => {
  fc.assert(
    fc.property(
      aName,
      fc.integer({ min: 1, max: 999_999_999 }),
      fc.constantFrom(' ', '\u3000', '\t '),
      (name, days, space) => {
        const read = (text: string) => readHistoryWords(readWords(text));
        expect(read(name)).toEqual({ about: name, days: 7 });
        expect(read(`${name}${space}${days}`)).toEqual({ about: name, days });
        expect(read(`${days}${space}${name}`)).toEqual({ about: name, days });
        expect(read(`${days}`)).toEqual({ about: '', days });
      },
    ),
  );
});

test.each([...'"“„«「『`'].map((opening, index) => [opening, '"””»」』`'[index] ?? '']))(
  'a name in %s…%s is a name to the letter, be it a number or end in a full stop',
  (opening, closing) => {
    const letters = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
    fc.assert(
      fc.property(letters, (name) => {
        expect(readHistoryWords(readWords(`${opening}${name}${closing} 3.`))).toEqual({ about: name, days: 3 });
      }),
    );
  },
);

test('the words of any typed text hold no space at their ends and are not empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const words = readWords(text);
      for (const word of words) expect(word.text).toBe(word.text.trim());
      expect(words.every((word) => word.text !== '')).toBe(true);
      expect(joinWords(words).isWellFormed()).toBe(true);
    }),
  );
});
