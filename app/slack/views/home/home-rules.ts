// The settings in words, at the end of the App Home.
import type { HomeRules } from '../../../workflow/queries/home.ts';
import type { HomeText } from '../../i18n/en/home.ts';
import type { Mentions } from '../../i18n/message-options.ts';
import type { TextPart } from '../../i18n/rich-text.ts';

/** People whom one line names; nobody reads more. */
const MOST_NAMED = 10;

/** @param reaction the emoji name that acknowledges; undefined where none does */
export function describeRules(
  rules: HomeRules,
  reaction: string | undefined,
  { rules: words }: HomeText,
): (readonly TextPart[])[] {
  const { acknowledgeWithinMinutes: within, escalationChannel, confirmEveryHours } = rules;
  const approvers = namesOf({ users: rules.approverUsers, group: rules.approverGroup });
  const auditors = namesOf({ users: rules.auditorUsers, group: rules.auditorGroup });
  return [
    approvers.named.length === 0 ? [words.nobody] : words.approvers(approvers.named, approvers.more),
    ...(auditors.named.length === 0 ? [] : [words.auditors(auditors.named, auditors.more)]),
    words.notices({ channel: rules.channel }),
    ...(escalationChannel === undefined ? [] : [words.escalation({ channel: escalationChannel })]),
    [words.deadline(within, rules.remindAfterMinutes)],
    [describeConsequence(rules, words)],
    ...(rules.onNoNotice === 'terminate' ? [[words.terminatesUnannounced(rules.noticeWithinMinutes)]] : []),
    [words.lapses(rules.lapseAfterHours)],
    ...(confirmEveryHours === undefined ? [] : [[words.confirms(confirmEveryHours)]]),
    [words.fourEyes[rules.fourEyes]],
    ...(rules.askReason ? [[words.asksWhy]] : []),
    ...(reaction === undefined ? [] : [words.reaction(reaction)]),
    words.commands(['/bastion pending', '/bastion who', '/bastion history', '/bastion help']),
  ];
}

function describeConsequence(rules: HomeRules, words: HomeText['rules']): string {
  if (rules.onDeadline === 'terminate') return words.terminates(rules.warnBeforeMinutes);
  return rules.escalationChannel === undefined ? words.reminds : words.escalates;
}

/** A mention in Home notifies nobody. */
export function namesOf({ users, group }: Mentions): { readonly named: readonly TextPart[]; readonly more: number } {
  const listed = users.slice(0, MOST_NAMED).map((user) => ({ user }));
  return { named: [...(group === undefined ? [] : [{ group }]), ...listed], more: users.length - listed.length };
}
