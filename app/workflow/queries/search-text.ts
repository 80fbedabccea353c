// Comparison of typed names with stored ones: people type neither the letter case nor the letter width that AWS has.

/** @returns the same text for all spellings that people take for one name */
export function foldCase(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The Slack id in a mention, e.g. "U0OPERATOR1" of "<@U0OPERATOR1|operator>"; undefined for everything else. */
export function slackUserIn(text: string): string | undefined {
  return /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(text)?.[1];
}
