// Answers /bastion, to the person who typed it.

import { createUnknownMemberError } from '../../lib/unknown-member.ts';
import type { Directory, Monitor } from '../../ports.ts';
import { type Message, type MessageOptions, selectTexts } from '../i18n/message-options.ts';
import { SUBCOMMANDS, type Subcommand } from '../i18n/subcommands.ts';
import { renderSentence } from '../views/answers.ts';
import { renderHelp, renderUnknown } from '../views/help.ts';
import { createListing, MAX_ABOUT } from '../views/lists/listing.ts';
import { joinWords, readHistoryWords, readWords, type Word } from './command-words.ts';
import { type MembershipOf, REFUSED } from './membership.ts';
import type { PrivateAnswers } from './private-answers.ts';
import type { SlackUseCases } from './use-cases.ts';

export interface SlashCommandOptions {
  readonly membershipOf: MembershipOf;
  readonly messageOptions: MessageOptions;
  readonly useCases: Pick<SlackUseCases, 'requestExport' | 'requestChecks'>;
  readonly directory: Directory;
  readonly monitor: Monitor;
  readonly answers: Pick<PrivateAnswers, 'list'>;
}

/** Each subcommand, with its synonyms. */
const VERBS: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ...SUBCOMMANDS.map((subcommand) => [subcommand, subcommand] as const),
  ['ack', 'acknowledge'],
  ['kill', 'terminate'],
  ['cut', 'terminate'],
  ['?', 'help'],
]);

/** The part of Slack's payload that is read here. */
export interface SlashCommandPayload {
  readonly text: string;
  readonly user_id: string;
  readonly team_id?: string | undefined;
  readonly response_url?: string | undefined;
}

export function createSlashCommand(options: SlashCommandOptions): (command: SlashCommandPayload) => Promise<Message> {
  const { membershipOf, messageOptions, useCases, directory, monitor, answers } = options;
  const text = selectTexts(messageOptions);

  async function answer(typedWords: string, userId: string, responseUrl: string | undefined): Promise<Message> {
    const [first, ...rest] = readWords(typedWords);
    if (first === undefined) return answers.list(createListing('overview'), userId);
    const verb = verbOf(first.text);
    switch (verb) {
      case 'who':
      case 'pending':
        return answers.list(createListing(verb), userId);
      case 'acknowledge':
      case 'terminate':
        return choose(verb, joinWords(rest), userId);
      case 'history':
        return past(rest, userId);
      case 'export':
        return exportOf(joinWords(rest), userId);
      case 'check':
        return renderSentence([text.check[await useCases.requestChecks({ userId, responseUrl })]]);
      case 'help':
        return renderHelp(messageOptions);
      case undefined:
        return renderUnknown(first.text, verbLike(first.text), messageOptions);
      default:
        throw createUnknownMemberError('the subcommand', verb);
    }
  }

  /** @param meant a session id or its first characters, or the name of an operator */
  async function choose(verb: 'acknowledge' | 'terminate', meant: string, userId: string): Promise<Message> {
    if (meant === '') return renderSentence([text.command.which]);
    return answers.list(createListing(verb, { about: meant.slice(0, MAX_ABOUT).toWellFormed() }), userId);
  }

  async function past(words: readonly Word[], userId: string): Promise<Message> {
    const asked = readHistoryWords(words);
    if (asked === undefined) return renderSentence([text.audit.history.usage]);
    const { about, days } = asked;
    return answers.list(createListing('history', { about: about.slice(0, MAX_ABOUT).toWellFormed(), days }), userId);
  }

  async function exportOf(words: string, userId: string): Promise<Message> {
    const asked = await useCases.requestExport({ words: words.replace(DASHES, '-'), userId });
    if (asked.outcome === 'refused') return renderSentence([text.audit.refusal[asked.reason]]);
    return renderSentence(text.audit.started(asked.label, asked.format));
  }

  return async ({ text: words, user_id: userId, team_id: team, response_url: responseUrl }) => {
    try {
      const membership = await membershipOf({ userId, teamId: team });
      if (membership !== 'member') return renderSentence([text.refusal[REFUSED[membership]]]);
      // The settings vouch for the approvers whom they name, so these do not wait for a call to Slack.
      const isNamed = messageOptions.approvers.users.includes(userId);
      if (!isNamed && !(await directory.isFullMember(userId))) return renderSentence([text.refusal.notAMember]);
      return await answer(words, userId, responseUrl);
    } catch (fault) {
      monitor.fault('/bastion could not be answered', fault);
      return renderSentence([text.refusal.failed]);
    }
  };
}

/** Keyboards turn the hyphens of a date into these. */
const DASHES = /[‐‑‒–—−]/g;

function verbOf(word: string) {
  const known = word.toLowerCase();
  return [...VERBS].find(([name]) => name === known)?.[1];
}

/** @returns a subcommand that begins with the same three letters, to suggest it */
function verbLike(word: string) {
  const beginning = word.toLowerCase().slice(0, 3);
  return beginning.length < 3 ? undefined : [...VERBS].find(([name]) => name.startsWith(beginning))?.[1];
}
