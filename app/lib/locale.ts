// The languages of every message. If one is added, the compiler names every catalogue that lacks it.

export const LOCALES = ['en', 'ja'] as const;
export type Locale = (typeof LOCALES)[number];

/** Whose time zone the times of a message are in: the team's, or that of each reader. */
export const TIMES = ['team', 'reader'] as const;
export type Times = (typeof TIMES)[number];
