// The subcommands of /bastion: the compiler names each place that lacks one.

export const SUBCOMMANDS = [
  'pending',
  'who',
  'history',
  'acknowledge',
  'terminate',
  'export',
  'check',
  'help',
] as const;
export type Subcommand = (typeof SUBCOMMANDS)[number];

/** How each is typed, and what it does; `overview` is the command alone. In the order of the help. */
export type HelpLines = Readonly<Record<'overview' | Subcommand, readonly [command: string, meaning: string]>>;
