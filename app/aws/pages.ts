// Reads lists that AWS cuts into pages.

/** Far more than a deployment has; a service that goes on for ever is not followed. */
const MAX_PAGES = 100;

/**
 * Follows the token of each page, also of an empty one.
 * @throws {Error} if the pages do not end
 */
export async function collectPages<T>(
  readPage: (token: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { items, next } = await readPage(token);
    all.push(...items);
    if (!next) return all;
    token = next;
  }
  throw new Error(`more than ${MAX_PAGES} pages`);
}
