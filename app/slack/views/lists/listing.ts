// Names a private list, its search and its first row, in a form that a button can carry.

const LISTS = ['overview', 'pending', 'who', 'history', 'acknowledge', 'terminate'] as const;

export interface Listing {
  readonly list: (typeof LISTS)[number];
  /** The searched name; empty for everything */
  readonly about: string;
  /** Days of a history; 0 of the other lists */
  readonly days: number;
  /** Number of rows before the first one shown */
  readonly from: number;
}

/** Names have at most 256 characters, so a longer search finds nothing. */
export const MAX_ABOUT = 256;

/** @returns a list from its first row on */
export function createListing(list: Listing['list'], { about = '', days = 0 }: Partial<Listing> = {}): Listing {
  return { list, about, days, from: 0 };
}

/** e.g. "history:20:7:YmFzdGlvbi0x". The search is base64url, so that a block id is plain ASCII. */
export function writeListing({ list, from, days, about }: Listing): string {
  return [list, from, days, Buffer.from(about).toString('base64url')].join(':');
}

/** @returns undefined for text that `writeListing` cannot have written */
export function readListing(written: string): Listing | undefined {
  const [, name, from = '', days = '', about = ''] = /^(\w+):(\d{1,6}):(\d{1,9}):([\w-]*)$/.exec(written) ?? [];
  const list = LISTS.find((known) => known === name);
  if (list === undefined) return undefined;
  return { list, from: Number(from), days: Number(days), about: Buffer.from(about, 'base64url').toString() };
}

/** @returns the command that shows the list from its first row on, e.g. "/bastion history bastion-1 7". */
export function writeCommand({ list, about, days }: Listing): string {
  const words = list === 'overview' ? [] : [list];
  return ['/bastion', ...words, about, list === 'history' ? days : ''].filter((word) => word !== '').join(' ');
}
