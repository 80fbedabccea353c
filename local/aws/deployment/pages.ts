// Pages of a list, as AWS may cut them: the first one is empty, and each other one has one entry.
import * as z from 'zod';

const PREFIX = 'page-';
export const pageToken = z
  .string()
  .regex(/^page-\d+$/, 'The specified token is not valid.')
  .optional();

/** @param token of the page before; undefined for the first page */
export function cutPage<T>(items: readonly T[], token: string | undefined): { page: T[]; NextToken?: string } {
  const index = token === undefined ? 0 : Number(token.slice(PREFIX.length));
  const page = index === 0 ? [] : items.slice(index - 1, index);
  return index < items.length ? { page, NextToken: `${PREFIX}${index + 1}` } : { page };
}
