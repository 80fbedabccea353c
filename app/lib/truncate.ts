// Shortens text at a grapheme, which readers see as one character.

/** Slow to create, and needed only for text that is too long: a cold start does without. */
let segmenter: Intl.Segmenter | undefined;

/** At most `most` UTF-16 units, truncated between graphemes, with an ellipsis if something is missing. */
export function truncate(text: string, most: number): string {
  if (text.length <= most) return text;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  let kept = '';
  for (const { segment } of segmenter.segment(text)) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
