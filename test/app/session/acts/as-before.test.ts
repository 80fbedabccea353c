// With every setting off the app is as it was: the new acts that nobody makes, or that are refused, leave no trace.
import { describe, expect, test } from 'vitest';
import type { Event } from '../../../../app/session/event.ts';
import { anyStory, type Happening, NEW_ACTS, playStory, type Story } from './any-story.ts';
import { holds } from './ledger.ts';

const NEW_EVENTS = /vouched|Withdrawn|reasoned|reconfirm|Expired/;

function isNew(happening: Happening): boolean {
  return happening.type === 'press' && NEW_ACTS.some((type) => type === happening.command.type);
}

/** The same story with everything off, and without the acts that came with it. */
function offOf({ settings, ...story }: Story): Story {
  const deadlines = { ...settings.deadlines, confirmEveryHours: undefined };
  const happenings = story.happenings.filter((one) => !isNew(one)).map(asRecord);
  return { ...story, happenings, settings: { deadlines, fourEyes: 'record' } };
}

function asRecord(happening: Happening): Happening {
  if (happening.type !== 'press' || !('fourEyes' in happening.command)) return happening;
  return { ...happening, command: { ...happening.command, fourEyes: 'record' } };
}

/** True unless its words are refused, which also refuses the act. */
function isKept(happening: Happening): boolean {
  if (happening.type !== 'press' || !('note' in happening.command)) return true;
  const { note = 'none' } = happening.command;
  return note.trim() !== '' && note.length <= 500;
}

const anyOff = anyStory().map(offOf);

describe('with everything off', () => {
  test('no event is of a new kind', () => {
    holds((player) => {
      for (const { type } of player.session().events) expect(type).not.toMatch(NEW_EVENTS);
    }, anyOff);
  });

  test('one press acknowledges, once and for good, with the same members as before but how it was given', () => {
    holds((player) => {
      const { events, acknowledged, reopened } = player.session();
      const given = events.filter(({ type }) => type === 'acknowledged');
      expect(given.length).toBeLessThanOrEqual(1);
      expect(reopened).toBeUndefined();
      expect(acknowledged?.by).toBe(given[0]?.by);
      for (const event of given) {
        const { via: _via, note: _note, ...before } = { via: undefined, note: undefined, ...event };
        expect(Object.keys(before).sort()).toEqual([
          'afterTermination',
          'at',
          'by',
          'commandId',
          'fourEyes',
          'hash',
          'seq',
          'type',
        ]);
      }
    }, anyOff);
  });

  test('the words change nothing of what follows', () => {
    const mute = (happening: Happening): Happening => {
      if (happening.type !== 'press' || !('note' in happening.command)) return happening;
      const { note: _note, ...command } = happening.command;
      return { ...happening, command };
    };
    const bare = (events: readonly Event[]) =>
      events.map(({ hash: _hash, note: _note, ...event }: Event & { note?: string | undefined }) => event);
    holds((player, story) => {
      if (!story.happenings.every(isKept)) return;
      const silent = playStory({ ...story, happenings: story.happenings.map(mute) });
      expect(bare(silent.session().events)).toEqual(bare(player.session().events));
    }, anyOff);
  });
});

describe('a setting', () => {
  test('of the hours changes nothing until they have passed', () => {
    holds((player, { settings, ...story }) => {
      const events = player.session().events;
      const index = events.findIndex(({ type }) => type === 'reconfirmationAsked');
      const deadlines = { ...settings.deadlines, confirmEveryHours: undefined };
      const off = playStory({ ...story, settings: { ...settings, deadlines } });
      const before = index < 0 ? events : events.slice(0, index);
      expect(off.session().events.slice(0, before.length)).toEqual(before);
    });
  });

  test('of the four eyes changes nothing for an operator who is known for sure', () => {
    const known = { name: 'operator', verified: true, slackUser: 'U0OPERATOR', foundBy: 'settings' } as const;
    const sure = anyStory().map(({ happenings, ...story }) => ({
      ...story,
      first: known,
      happenings: happenings.filter((one) => one.type !== 'press' || one.command.type !== 'observeStart'),
    }));
    holds((player, story) => {
      const recording = { ...story, happenings: story.happenings.map(asRecord) };
      expect(playStory(recording).session()).toEqual(player.session());
    }, sure);
  });
});

test('an act that is refused, or has nothing to add, leaves no trace', () => {
  holds(({ steps }) => {
    for (const { decision, before, after, news } of steps) {
      if ('refusal' in decision || news.length === 0) expect(after).toBe(before);
    }
  });
});
