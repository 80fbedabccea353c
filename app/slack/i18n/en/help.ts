// The help in English. It loads late: a click never shows it.
import type { TextPart } from '../rich-text.ts';
import type { HelpLines } from '../subcommands.ts';

const HELP_LINES: HelpLines = {
  overview: ['/bastion', 'show the sessions to acknowledge, and who is on the bastions'],
  pending: ['/bastion pending', 'list the sessions to acknowledge, the earliest deadline first'],
  who: ['/bastion who', 'list who is on the bastions'],
  history: ['/bastion history', 'list the sessions of the last 7 days; add a name or a target, and a number of days'],
  acknowledge: ['/bastion acknowledge <session>', 'show one session and acknowledge it'],
  terminate: ['/bastion terminate <session>', 'show one session and terminate it'],
  export: ['/bastion export <period>', 'send the sessions of a period as a file (auditors only); add csv or jsonl'],
  check: ['/bastion check', 'check that everything works (approvers only)'],
  help: ['/bastion help', 'show this help'],
};

export const help = {
  title: 'What /bastion can do',
  unknown: (word: string): TextPart[] => ['I don’t know ', { code: word }, '.'],
  suggestion: (command: string): TextPart[] => ['Did you mean ', { code: command }, '?'],
  lines: HELP_LINES,
  session: '<session> is an id (or its first characters) or an operator’s name.',
  buttons: 'Each notice in the channel has the buttons Acknowledge and Terminate.',
};
