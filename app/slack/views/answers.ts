// Sentences for one person, and the reasons why a request changed nothing.

import { createUnknownMemberError } from '../../lib/unknown-member.ts';
import type { Refusal } from '../../session/acts/act.ts';
import { createRequester, type Message, selectTexts } from '../i18n/message-options.ts';
import { renderTime, type TimeOptions } from '../i18n/reader-time.ts';
import { createRichText, formatMrkdwn, type TextPart } from '../i18n/rich-text.ts';

export function renderSentence(...lines: readonly (readonly TextPart[])[]): Message {
  return { text: lines.map(formatMrkdwn).join('\n'), blocks: [createRichText(...lines)] };
}

/** @returns one message with the content of both, one below the other */
export function joinMessages(above: Message, below: Message): Message {
  return { text: `${above.text}\n${below.text}`, blocks: [...above.blocks, ...below.blocks] };
}

export function renderRefusal(refusal: Refusal, reading: TimeOptions): Message {
  return renderSentence(describeRefusal(refusal, reading));
}

export function describeRefusal(refusal: Refusal, reading: TimeOptions): TextPart[] {
  const text = selectTexts(reading);
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
      const at = renderTime(refusal.at, reading);
      return refusal.yours ? words.youAlready(at) : words.somebodyAlready({ user: refusal.by }, at);
    }
    case 'already-terminating':
      return words.alreadyTerminating(createRequester(refusal.by, text), renderTime(refusal.at, reading));
    case 'already-vouched':
      return [words.alreadyVouched(renderTime(refusal.at, reading))];
    case 'nothing-to-withdraw':
      return [words.nothingToWithdraw];
    case 'note-required':
      return [words.noteRequired];
    case 'words-too-long':
      return [words.wordsTooLong];
    case 'record-full':
      return [words.recordFull];
    case 'not-the-operator':
      return [words.notTheOperator];
    case 'already-reasoned':
      return [words.alreadyReasoned(renderTime(refusal.at, reading))];
    case 'not-acknowledger':
      return words.notAcknowledger({ user: refusal.by }, renderTime(refusal.at, reading));
    case 'termination-requested':
      return words.terminationRequested(createRequester(refusal.by, text), renderTime(refusal.at, reading));
    case 'session-over':
      return [words.sessionOver(renderTime(refusal.at, reading))];
    case 'reason-too-late':
      return [words.reasonTooLate(renderTime(refusal.at, reading))];
    case 'already-ended':
      return [words.alreadyEnded(renderTime(refusal.at, reading))];
    case 'lapsed':
      return [words.lapsed(renderTime(refusal.at, reading))];
    default:
      throw createUnknownMemberError('the refusal', refusal);
  }
}
