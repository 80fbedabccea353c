// Which private list is shown, of what, and from which row on: written so that a button can carry it.

const LISTS = ['overview', 'pending', 'who', 'history', 'acknowledge', 'terminate'] as const;

export interface Listing {
  readonly list: (typeof LISTS)[number];
  /** The searched name; empty for everything */
  readonly about: string;
  /** Days of a history; 0 of the other lists */
  readonly days: number;
  /** How many rows stand before the first that is shown */
  readonly from: number;
}

/** Names have 256 characters at most: what is longer finds nothing, and need not be carried. */
export const MAX_ABOUT = 256;

/** The beginning of a list. */
export function listingOf(list: Listing['list'], { about = '', days = 0 }: Partial<Listing> = {}): Listing {
  return { list, about, days, from: 0 };
}

/** e.g. "history:20:7:YmFzdGlvbi0x". Letters of other alphabets come as base64url, so that ids are of plain ones. */
export function writeListing({ list, from, days, about }: Listing): string {
  return [list, from, days, Buffer.from(about).toString('base64url')].join(':');
}

/** @returns undefined for what `writeListing` does not write */
export function readListing(written: string): Listing | undefined {
  const [, name, from = '', days = '', about = ''] = /^(\w+):(\d{1,6}):(\d{1,9}):([\w-]*)$/.exec(written) ?? [];
  const list = LISTS.find((known) => known === name);
  if (list === undefined) return undefined;
  return { list, from: Number(from), days: Number(days), about: Buffer.from(about, 'base64url').toString() };
}

/** The command that shows it from its beginning, e.g. "/bastion history bastion-1 7". */
export function writeCommand({ list, about, days }: Listing): string {
  const words = list === 'overview' ? [] : [list];
  return ['/bastion', ...words, about, list === 'history' ? days : ''].filter((word) => word !== '').join(' ');
}
