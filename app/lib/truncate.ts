// Shortens what people typed, between what a reader sees as characters.

/** Dear to make, and wanted by what is too long alone: a cold start does without. */
let segmenter: Intl.Segmenter | undefined;

/** At most `most` UTF-16 units, cut between what a reader sees as characters, with an ellipsis where something is missing. */
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
