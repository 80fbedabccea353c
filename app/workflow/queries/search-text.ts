// How typed names are compared with stored ones: nobody types letter case, or the width of a letter, as AWS has it.

/** The same for all spellings of a name that people take for one. */
export function foldCase(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The Slack id in a mention, e.g. "U0OPERATOR1" of "<@U0OPERATOR1|operator>"; undefined for everything else. */
export function slackUserIn(text: string): string | undefined {
  return /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(text)?.[1];
}
