// Strings by their length in UTF-16 code units, as JavaScript has it; zod's own `max` counts an emoji as one.
import * as z from 'zod';

export function limitText(most: number) {
  return z.string().refine((text) => text.length <= most, { error: `Longer than ${most} characters` });
}

export function requireText(most: number) {
  return limitText(most).refine((text) => text !== '', { error: 'Empty' });
}
