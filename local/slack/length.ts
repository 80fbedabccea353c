// Schemas of strings by their length in UTF-16 code units; zod's own `max` counts an emoji as one.
import * as z from 'zod';

export function limitText(max: number) {
  return z.string().refine((text) => text.length <= max, { error: `Longer than ${max} characters` });
}

export function requireText(max: number) {
  return limitText(max).refine((text) => text !== '', { error: 'Empty' });
}
