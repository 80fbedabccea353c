// Two values that people meet in Slack: the emoji that acknowledges, and the address of a session's log.
import * as v from 'valibot';

/** A longer text is a mistake, and no name. */
const MAX_EMOJI_CHARACTERS = 100;

/** Slack takes no capitals and no spaces in a name; an emoji itself is none, and some signs are markup of Slack's messages. */
const NOT_IN_A_NAME = /[\p{C}\p{Z}\s/\\:A-Z<>&"'`*~@#!|,;、，]|[\p{Extended_Pictographic}\p{RI}\p{VS}]/u;

/** The name as Slack's events have it, e.g. "white_check_mark"; colons around it and a skin tone are taken off. */
export const emojiName = v.pipe(
  v.string(),
  v.transform(bareName),
  v.check(
    isName,
    `must be the name of one emoji, e.g. "white_check_mark", of at most ${MAX_EMOJI_CHARACTERS} characters`,
  ),
);

/** Two ways to write one letter would be two names, and the reaction would never match. */
function bareName(text: string): string {
  return text
    .normalize('NFC')
    .replace(/^:(.*):$/, '$1')
    .replace(/::skin-tone-[2-6]$/, '');
}

function isName(name: string): boolean {
  const { length } = [...name];
  return length > 0 && length <= MAX_EMOJI_CHARACTERS && !NOT_IN_A_NAME.test(name);
}

const SESSION = '{session}';

/** An address for every session: the session's id replaces {session}. */
export const sessionLogUrl = v.pipe(
  v.string(),
  v.check(hasOneSession, `must be a URL that begins with "https://" and has ${SESSION} once, after its host`),
);

function hasOneSession(text: string): boolean {
  // Slack reads these signs as its own, and a name before the host would hide where the link leads.
  if (/[\p{C}\s<>|"]/u.test(text) || !/^https:\/\/[^/?#@{}]+[/?#]/.test(text)) return false;
  return text.split(SESSION).length === 2 && URL.canParse(text.replace(SESSION, ''));
}
