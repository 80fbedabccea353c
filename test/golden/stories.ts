// All golden sessions and streams of denied attempts, by their file, each at its own time.
import type { Stream } from '../../app/session/session.ts';
import { ACKNOWLEDGEMENT_STORIES } from './acknowledgements.ts';
import { DELIVERY_STORIES } from './deliveries.ts';
import { DENIED_STORIES } from './denied.ts';
import { KIND_STORIES } from './kinds.ts';
import { LIFE_STORIES } from './lives.ts';
import { NIGHT_STORIES } from './nights.ts';
import { after, entryOf, type Story, type Told } from './story.ts';

export interface Golden extends Omit<Told, 'happenings'> {
  readonly name: string;
  /** Name of the file, e.g. "lives" */
  readonly group: string;
  readonly entry: Stream;
}

const FIRST = '2026-11-24T04:50:00.000Z';
/** On the second day, so that the first one keeps its file; no other story starts at one of their moments. */
const FIRST_ACKNOWLEDGEMENT = '2026-11-25T04:55:00.000Z';
/** Length of the window that gathers the denied attempts of one principal. */
const APART_MINUTES = 10;

/** In the order of the files. */
export function goldenEntries(): Golden[] {
  const groups = { kinds: KIND_STORIES, lives: LIFE_STORIES, denied: DENIED_STORIES, deliveries: DELIVERY_STORIES };
  const spread = Object.entries(groups).flatMap(([group, stories]) =>
    Object.entries(stories).map(([name, story]) => ({ group, name, story })),
  );
  return [
    ...spread.map(({ group, name, story }, n) => golden(group, name, after(FIRST, n * APART_MINUTES), story)),
    ...Object.entries(ACKNOWLEDGEMENT_STORIES).map(([name, story], n) =>
      golden('acknowledgements', name, after(FIRST_ACKNOWLEDGEMENT, n * APART_MINUTES), story),
    ),
    ...Object.entries(NIGHT_STORIES).map(([name, [startsAt, story]]) => golden('nights', name, startsAt, story)),
  ];
}

function golden(group: string, name: string, startsAt: string, story: Story): Golden {
  const { happenings, ...beside } = story(startsAt);
  return { name, group, entry: entryOf(name, startsAt, happenings), ...beside };
}
