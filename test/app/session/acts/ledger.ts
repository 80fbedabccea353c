// The acknowledgements of a session as a clerk keeps them, who reads the events alone.
import fc from 'fast-check';
import type { Event } from '../../../../app/session/event.ts';
import { runs } from '../../../runs.ts';
import { anyStory, type Player, playStory, type Story } from './any-story.ts';

/** The state after an event. */
export interface Page {
  readonly event: Event;
  /** The person whose acknowledgement stands */
  readonly holder: string | undefined;
  /** The first of two, while the second has not pressed */
  readonly voucher: string | undefined;
  /** ISO time at which the holder last said that it is theirs */
  readonly heldSince: string | undefined;
  /** ISO time of the question that nobody has answered */
  readonly askedAt: string | undefined;
  /** ISO time of the latest end of an acknowledgement */
  readonly reopenedAt: string | undefined;
}

const BLANK = {
  holder: undefined,
  voucher: undefined,
  heldSince: undefined,
  askedAt: undefined,
  reopenedAt: undefined,
};

/** @returns one page for each event, in their order */
export function keepLedger(events: readonly Event[]): Page[] {
  const pages: Page[] = [];
  for (const event of events) {
    const last = pages.at(-1) ?? BLANK;
    pages.push({ ...last, event, ...changeBy(event, last) });
  }
  return pages;
}

function changeBy(event: Event, { holder, reopenedAt }: Omit<Page, 'event'>): Partial<Page> {
  const { by, at } = event;
  switch (event.type) {
    case 'vouched':
      return { voucher: by };
    case 'acknowledged':
      return { holder: by, voucher: undefined, heldSince: at, askedAt: undefined };
    case 'reconfirmationAsked':
      return { askedAt: at };
    case 'reconfirmed':
      return { holder: event.takenOverFrom === undefined ? holder : by, heldSince: at, askedAt: undefined };
    case 'acknowledgementWithdrawn':
    case 'acknowledgementExpired':
      // The first of two presses has moved no deadline.
      return { ...BLANK, reopenedAt: holder === undefined ? reopenedAt : at };
    default:
      return { reopenedAt };
  }
}

/** The events that end an acknowledgement. */
export function listReopenings(events: readonly Event[]): Event[] {
  return turnPages(events).flatMap(({ before, event }) =>
    before.holder !== undefined && /Withdrawn|Expired/.test(event.type) ? [event] : [],
  );
}

/** Each event with what held before it. */
export function turnPages(events: readonly Event[]): { readonly before: Omit<Page, 'event'>; readonly event: Event }[] {
  const pages = keepLedger(events);
  return pages.map(({ event }, index) => ({ event, before: pages[index - 1] ?? BLANK }));
}

/** Holds for every story. */
export function holds(law: (player: Player, story: Story) => void, stories = anyStory()): void {
  const check = fc.property(stories, (story) => {
    law(playStory(story), story);
  });
  fc.assert(check, { numRuns: runs(600, 60) });
}

/** @returns true for a person, false for the app itself and its sources */
export function isPerson(by: string): boolean {
  return by.startsWith('U0');
}
