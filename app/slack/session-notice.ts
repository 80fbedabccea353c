// The message of a session, in an order in which a thumb finds its buttons: who and where, when, the buttons, the rest.
import type { KnownBlock } from '@slack/types';
import { hasCommandLog } from '../session/kind.ts';
import { answerBy } from '../session/policy.ts';
import { isBeingTerminated, type Session, wasOverBefore } from '../session/session.ts';
import { kindInWords, type Look, type Message, textOf } from './look.ts';
import { asCode, mrkdwn, type Part, richText, smallPrint, typed } from './parts.ts';
import type { Text } from './text.en.ts';
import { shownTime } from './time.ts';

export const ACKNOWLEDGE = 'acknowledge_session';
export const TERMINATE = 'terminate_session';

/** What the header says is decided by the face. */
type Face = Exclude<keyof Text['header'], 'denied'>;
type Button = Extract<Extract<KnownBlock, { type: 'actions' }>['elements'][number], { type: 'button' }>;

export function renderSession(session: Session, look: Look): Message {
  const text = textOf(look);
  const header = text.header[faceOf(session)];
  const operator = session.operator.name;
  const target = session.target.name;
  const times = timesOf(session, look, text);
  return {
    text: mrkdwn([
      text.inOneLine(header, typed(operator, 64), typed(target, 64), kindInWords(session.kind, text, 64), times),
    ]),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: header, emoji: true } },
      richText(
        [{ bold: typed(operator, 200) }, ' → ', { bold: typed(target, 200) }],
        [kindInWords(session.kind, text, 255)],
      ),
      richText(...times.map((time) => [time]), ...story(session, look, text)),
      ...actions(session, text),
      ...particulars(session, text),
    ],
  };
}

function faceOf(session: Session): Face {
  if (session.ended) {
    const wasCut = session.ended.how.cause === 'cut';
    if (session.lapsedAt && !session.acknowledged) return 'lapsed';
    if (!session.acknowledged) return wasCut ? 'cutUnanswered' : 'endedUnanswered';
    return wasCut ? 'cut' : 'ended';
  }
  if (isBeingTerminated(session)) return session.acknowledged ? 'terminating' : 'terminatingUnanswered';
  if (session.termination?.failed) return 'stillConnected';
  return session.acknowledged ? 'acknowledged' : 'waiting';
}

/** When it started, and until when somebody has to answer or when it ended. */
function timesOf(session: Session, look: Look, text: Text): string[] {
  const started = text.started(shownTime(session.startedAt, look));
  if (session.ended) return [started, text.ended(shownTime(session.ended.at, look))];
  const until = session.acknowledged ? undefined : answerBy(session, look.deadlines);
  return until === undefined ? [started] : [started, text.answerBy(shownTime(until, look))];
}

/** What happened to it so far, and whom it waits for. */
function story(session: Session, look: Look, text: Text): Part[][] {
  const { acknowledged, termination, ended } = session;
  const lines: Part[][] = [];
  if (acknowledged) {
    const line = text.acknowledgedBy({ user: acknowledged.by }, shownTime(acknowledged.at, look));
    lines.push(acknowledged.afterTermination ? [...line, text.afterTermination] : line);
    if (acknowledged.fourEyes === 'unverified') lines.push([text.fourEyesUnverified]);
  }
  if (termination) lines.push(text.terminationBy({ user: termination.by }, shownTime(termination.at, look)));
  if (termination?.failed && !ended) {
    lines.push([text.failedAfter(termination.failed.tries, shownTime(termination.failed.at, look))]);
  }
  if (ended) lines.push([howItEnded(session, text)]);
  if (session.lapsedAt && !acknowledged) lines.push([text.lapsedAt(shownTime(session.lapsedAt, look))]);
  const { group, users } = look.mention;
  if (faceOf(session) === 'waiting' && (group || users.length > 0)) {
    // A group stands for all its members; of single users a few are enough to wake somebody.
    lines.push(text.approvers(group ? [{ group }] : users.slice(0, 5).map((user) => ({ user }))));
  }
  return lines;
}

function howItEnded({ ended, termination }: Session, text: Text): string {
  switch (ended?.how.cause) {
    case 'cut':
      return text.endedHow.cut;
    case 'terminate-call':
      return text.endedHow.call(typed(ended.how.by, 200));
    case 'maximum-duration':
      return text.endedHow.maximumDuration;
    default:
      return ended && termination && wasOverBefore(ended.at, termination.at)
        ? text.endedHow.alreadyOver
        : text.endedHow.unknown;
  }
}

/** Acknowledging is wanted as long as nobody did and it has not lapsed; cutting, as long as it can work. */
function actions(session: Session, text: Text): KnownBlock[] {
  const elements: Button[] = [];
  if (!session.acknowledged && !session.lapsedAt) elements.push(acknowledgeButton(session, text));
  if (!session.ended && !isBeingTerminated(session)) elements.push(terminateButton(session, text));
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: 'decide', elements }];
}

function acknowledgeButton({ id }: Session, { acknowledge }: Text): Button {
  return { type: 'button', action_id: ACKNOWLEDGE, text: plain(acknowledge), value: id, style: 'primary' };
}

function terminateButton({ id, operator, target }: Session, text: Text): Button {
  return {
    type: 'button',
    action_id: TERMINATE,
    text: plain(text.terminate),
    value: id,
    style: 'danger',
    confirm: {
      title: plain(text.confirmTitle),
      text: plain(text.confirmText(typed(operator.name, 100), typed(target.name, 100))),
      confirm: plain(text.confirmYes),
      deny: plain(text.confirmNo),
      style: 'danger',
    },
  };
}

function plain(text: string) {
  return { type: 'plain_text' as const, text, emoji: false };
}

function particulars(session: Session, text: Text): KnownBlock[] {
  const { sourceIp, reason, accountId, region, noticed, startedAt } = session;
  const delay = noticed && Math.floor((Date.parse(noticed.at) - Date.parse(startedAt)) / 60_000);
  return [
    ...smallPrint(
      sourceIp && text.sourceIp(typed(sourceIp, 200)),
      // 256 characters of any kind are 512 UTF-16 units at most.
      reason && text.reason(typed(reason, 512)),
      delay !== undefined && text.delay(delay),
    ),
    ...smallPrint(
      accountId && region && text.account(typed(accountId, 64), typed(region, 64)),
      text.instance(typed(session.target.id, 400)),
    ),
    // Code is easily selected and copied, and only markup has it in small print.
    {
      type: 'context',
      elements: [{ type: 'mrkdwn', text: `${text.session}: ${asCode(typed(session.id, 200))}`, verbatim: true }],
    },
    ...smallPrint(!hasCommandLog(session.kind) && text.noCommandLog, !session.operator.verified && text.unverifiedName),
  ];
}
