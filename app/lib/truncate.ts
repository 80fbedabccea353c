// Shortens text at a grapheme, which readers see as one character.

/** Slow to create, and needed only for text that is too long: a cold start does without. */
let segmenter: Intl.Segmenter | undefined;

/** At most `most` UTF-16 units, truncated between graphemes, with an ellipsis if something is missing. */
export function truncate(text: string, most: number): string {
  return cut(text, most, (part) => part.length, 1);
}

const ELLIPSIS_BYTES = 3;

/** At most `most` bytes of UTF-8, which a database counts; else as `truncate`. */
export function truncateBytes(text: string, most: number): string {
  return cut(text, most, (part) => Buffer.byteLength(part), ELLIPSIS_BYTES);
}

function cut(text: string, most: number, sizeOf: (part: string) => number, ellipsis: number): string {
  if (sizeOf(text) <= most) return text;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  let kept = '';
  let size = ellipsis;
  for (const { segment } of segmenter.segment(text)) {
    size += sizeOf(segment);
    if (size > most) break;
    kept += segment;
  }
  return `${kept}…`;
}
