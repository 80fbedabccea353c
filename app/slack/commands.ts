// What /bastion answers, to the one who asks.
import type { Clock, Directory, Monitor } from '../ports.ts';
import type { Button as Act } from '../workflow/act.ts';
import type { Workflow } from '../workflow.ts';
import { renderHelp, renderRefusal, renderWho, say } from './answers.ts';
import { renderHistory } from './history.ts';
import { type Look, type Message, textOf } from './look.ts';
import { renderOverview } from './overview.ts';
import { typed } from './parts.ts';
import { renderPending, renderSeveral } from './pending.ts';
import { refusalOf, renderCard } from './private-card.ts';
import type { Seal } from './seal.ts';

export interface CommandsOptions {
  readonly teamId: string;
  readonly look: Look;
  readonly workflow: Pick<Workflow, 'who' | 'pending' | 'meantBy' | 'standing' | 'history' | 'requestExport'>;
  readonly directory: Directory;
  readonly monitor: Monitor;
  readonly clock: Clock;
  readonly seal: Seal;
}

/** Of a history where nobody says how many days. */
const USUAL_DAYS = 7;

/** A command as Slack sends it. */
export interface Command {
  readonly text: string;
  readonly user_id: string;
  readonly team_id: string;
}

export function createCommands(options: CommandsOptions): (command: Command) => Promise<Message> {
  const { teamId, look, workflow, directory, monitor, clock, seal } = options;
  const text = textOf(look);

  async function answer(words: string, userId: string): Promise<Message> {
    const [word, rest] = firstOf(words);
    switch (word) {
      case '':
        return overview(userId);
      case 'who':
        return renderWho(await workflow.who(), look);
      case 'pending':
        return renderPending(await workflow.pending(userId), { userId, now: clock.now(), seal }, look);
      case 'acknowledge':
        return card('acknowledge', unquoted(rest), userId);
      case 'terminate':
        return card('requestTermination', unquoted(rest), userId);
      case 'history':
        return past(unquoted(rest), userId);
      case 'export':
        return exportOf(unquoted(rest), userId);
      default:
        return renderHelp(look);
    }
  }

  async function overview(userId: string): Promise<Message> {
    const [pending, presence] = await Promise.all([workflow.pending(userId), workflow.who()]);
    return renderOverview(pending, presence, { userId, now: clock.now(), seal }, look);
  }

  /** @param words whose or of which target, and of how many days: both may be missing */
  async function past(words: string, userId: string): Promise<Message> {
    const [, about = '', given = String(USUAL_DAYS)] = /^(.*?)\s*(?:\b(\d{1,4}))?$/s.exec(words) ?? [];
    const days = Number(given);
    if (days < 1 || /\s/.test(about)) return say([text.audit.history.usage]);
    return renderHistory(await workflow.history({ userId, about, days }), days, look);
  }

  async function exportOf(words: string, userId: string): Promise<Message> {
    const asked = await workflow.requestExport({ words, userId });
    if (asked.outcome === 'refused') return say([text.audit.refusal[asked.reason]]);
    return say(text.audit.started(asked.label, asked.format));
  }

  /** @param meant a session's id or how it begins, or the name of an operator */
  async function card(type: Act, meant: string, userId: string): Promise<Message> {
    if (meant === '') return say([text.command.which]);
    const [approver, found] = await Promise.all([workflow.standing(userId), workflow.meantBy(meant)]);
    // Whoever may not see every session is told of their own alone.
    const sessions = approver === 'yes' ? found : found.filter(({ operator }) => operator.slackUser === userId);
    const [session, ...others] = sessions;
    if (session === undefined) {
      if (approver === 'yes') return say(text.command.unknown(typed(meant, 64)));
      if (approver === 'unknown') return renderRefusal({ reason: 'approvers-unknown' }, look);
      return renderRefusal({ reason: type === 'acknowledge' ? 'not-an-approver' : 'not-allowed-to-terminate' }, look);
    }
    if (others.length > 0) return renderSeveral(sessions, meant, look);
    const reader = { userId, approver, now: clock.now(), seal };
    const refusal = refusalOf(session, type, reader);
    return refusal ? renderRefusal(refusal, look) : renderCard(session, reader, look);
  }

  return async ({ text: words, user_id: userId, team_id: team }) => {
    if (team !== teamId) return say([text.refusal.otherWorkspace]);
    try {
      // Whoever the settings name has been let in by them: Slack need not be asked, while somebody waits.
      const isNamed = look.approvers.users.includes(userId);
      if (!isNamed && !(await directory.isFullMember(userId))) return say([text.refusal.notAMember]);
      return await answer(words, userId);
    } catch (fault) {
      monitor.fault('/bastion could not be answered', fault);
      return say([text.refusal.failed]);
    }
  };
}

/** The first word in small letters, and what follows it as it was typed. */
function firstOf(words: string): [string, string] {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*)$/s.exec(words) ?? [];
  return [word.toLowerCase(), rest];
}

/** An id that was copied with the marks around it. */
function unquoted(text: string): string {
  return text.replace(/^[\s`'"“”‘’]+|[\s`'"“”‘’]+$/g, '');
}
