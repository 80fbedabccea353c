// React context of the page's reader: person, language, time zone and names.

import { createContext, useContext, useMemo } from 'react';
import { LOCALES, type Locale } from '../../../app/lib/locale.ts';
import type { PageEmoji, Person, Snapshot } from '../../snapshot.ts';
import { getWords, type Words } from './words.ts';

export interface Reader {
  readonly words: Words;
  readonly locale: Locale;
  readonly timeZone: string;
  /** The chosen person; undefined with a real workspace */
  readonly person: Person | undefined;
  /** Undefined for the app and for unknown ids */
  personOf(author: string): Person | undefined;
  /** e.g. "approver-1"; the id itself if unknown */
  nameOf(author: string): string;
  /** e.g. "approvers" */
  groupOf(groupId: string): string;
  /** e.g. "on-call" */
  channelOf(channelId: string): string;
  /** Emoji to react with */
  readonly emoji: readonly PageEmoji[];
  /** e.g. "✅" for "white_check_mark"; ":name:" for a custom or unknown one */
  emojiOf(name: string): string;
  /** While true, posts and buttons do not work. */
  readonly slackIsDown: boolean;
}

const ReaderContext = createContext<Reader>({
  words: getWords('en'),
  locale: 'en',
  timeZone: 'UTC',
  person: undefined,
  personOf: () => undefined,
  nameOf: (id) => id,
  groupOf: (id) => id,
  channelOf: (id) => id,
  emoji: [],
  emojiOf: (name) => `:${name}:`,
  slackIsDown: false,
});

export const ReaderProvider = ReaderContext.Provider;

export function useReader(): Reader {
  return useContext(ReaderContext);
}

export function useReaderOf(snapshot: Snapshot | undefined, person: Person | undefined): Reader {
  const locale = snapshot?.locale ?? LOCALES.find((one) => navigator.language.startsWith(one)) ?? 'en';
  const timeZone = snapshot?.timeZone ?? 'UTC';
  const { people, userGroups, channels, emoji } = snapshot ?? {};
  const slackIsDown = snapshot?.switches.slackDown ?? false;
  return useMemo(() => {
    const words = getWords(locale);
    const personOf = (author: string) => people?.find(({ id }) => id === author);
    return {
      words,
      locale,
      timeZone,
      person,
      personOf,
      nameOf: (author: string) => (author === 'app' ? words.app : (personOf(author)?.name ?? author)),
      groupOf: (groupId: string) => userGroups?.[groupId] ?? groupId,
      channelOf: (channelId: string) => channels?.find(({ id }) => id === channelId)?.name ?? channelId,
      emoji: emoji ?? [],
      emojiOf: (name: string) => emoji?.find((one) => one.name === name)?.character ?? `:${name}:`,
      slackIsDown,
    };
  }, [locale, timeZone, person, people, userGroups, channels, emoji, slackIsDown]);
}
