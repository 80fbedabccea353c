// Sentences for one person alone, and the reasons why nothing changed.

import { unknownMember } from '../../lib/unknown-member.ts';
import type { Refusal } from '../../session/decide.ts';
import { type Reading, shownTime } from '../i18n/format-time.ts';
import { asker, type Message, textOf } from '../i18n/message-options.ts';
import { mrkdwn, type Part, richText } from '../i18n/rich-text.ts';

export function say(...lines: readonly (readonly Part[])[]): Message {
  return { text: lines.map(mrkdwn).join('\n'), blocks: [richText(...lines)] };
}

/** One message below the other. */
export function joinMessages(above: Message, below: Message): Message {
  return { text: `${above.text}\n${below.text}`, blocks: [...above.blocks, ...below.blocks] };
}

export function renderRefusal(refusal: Refusal, reading: Reading): Message {
  return say(refusalParts(refusal, reading));
}

export function refusalParts(refusal: Refusal, reading: Reading): Part[] {
  const text = textOf(reading);
  const words = text.refusal;
  switch (refusal.reason) {
    case 'unknown-session':
      return [words.unknownSession];
    case 'denied-attempt':
      return [words.deniedAttempt];
    case 'wrong-message':
      return [words.wrongMessage];
    case 'old-digest':
      return [words.oldDigest];
    case 'notice-unrecorded':
      return [words.noticeUnrecorded];
    case 'not-an-approver':
      return [words.notAnApprover];
    case 'approvers-unknown':
      return [words.approversUnknown];
    case 'own-session':
      return [words.ownSession];
    case 'not-allowed-to-terminate':
      return [words.notAllowedToTerminate];
    case 'already-acknowledged': {
      const at = shownTime(refusal.at, reading);
      return refusal.yours ? words.youAlready(at) : words.somebodyAlready({ user: refusal.by }, at);
    }
    case 'already-terminating':
      return words.alreadyTerminating(asker(refusal.by, text), shownTime(refusal.at, reading));
    case 'already-ended':
      return [words.alreadyEnded(shownTime(refusal.at, reading))];
    case 'lapsed':
      return [words.lapsed(shownTime(refusal.at, reading))];
    default:
      throw unknownMember('the refusal', refusal);
  }
}
