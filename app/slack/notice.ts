// The one message of a session, or of a row of denied attempts: as Block Kit, by what is stored alone.
import type { ContextBlock, KnownBlock } from '@slack/types';
import { hasCommandLog } from '../session/kind.ts';
import { answerBy, type Deadlines } from '../session/policy.ts';
import { type DeniedAttempts, type Entry, isBeingTerminated, type Session } from '../session/session.ts';
import { cut, mrkdwn, type Part, richText } from './parts.ts';
import { en, type Text } from './text.en.ts';
import { ja } from './text.ja.ts';
import { type Reading, shownTime } from './time.ts';

export const ACKNOWLEDGE = 'acknowledge_session';
export const TERMINATE = 'terminate_session';

export interface Look extends Reading {
  readonly deadlines: Deadlines;
  /** Whom the first look of a notice calls; empty for nobody */
  readonly mention: { readonly users: readonly string[]; readonly group?: string | undefined };
  /** Marks every notice as no real one. */
  readonly trial: boolean;
}

/** What a message shows: the blocks, and the line that a phone shows instead. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export function textOf({ locale }: Reading): Text {
  return locale === 'ja' ? ja : en;
}

/** The message of an entry. Nothing but `entry` and the settings decides it, so that its hash tells whether it is stale. */
export function renderNotice(entry: Entry, look: Look): Message {
  const message = entry.type === 'session' ? renderSession(entry, look) : renderDenied(entry, look);
  return look.trial ? asTrial(message, textOf(look)) : message;
}

/** What stands between the lines of a notice is decided by its face. */
export type Face = keyof Text['header'];

export function faceOf(session: Session): Exclude<Face, 'denied'> {
  if (session.ended) {
    const wasCut = session.ended.how.cause === 'cut';
    if (session.lapsedAt && !session.acknowledged) return 'lapsed';
    if (!session.acknowledged) return wasCut ? 'cutUnanswered' : 'endedUnanswered';
    return wasCut ? 'cut' : 'ended';
  }
  if (isBeingTerminated(session)) return 'terminating';
  if (session.termination?.failed) return 'stillConnected';
  return session.acknowledged ? 'acknowledged' : 'waiting';
}

/** Buttons by state. Acknowledging is wanted as long as nobody did and it has not lapsed; cutting, as long as it can work. */
export function buttonsOf(session: Session): { acknowledge: boolean; terminate: boolean } {
  return {
    acknowledge: !session.acknowledged && !session.lapsedAt,
    terminate: !session.ended && !isBeingTerminated(session),
  };
}

function renderSession(session: Session, look: Look): Message {
  const text = textOf(look);
  const header = text.header[faceOf(session)];
  const operator = cut(session.operator.name, 200);
  const target = cut(session.target.name, 200);
  const kind = cut(text.kind(session.kind), 300);
  const started = text.started(shownTime(session.startedAt, look));
  const wanted = buttonsOf(session);
  const until = wanted.acknowledge && !session.ended ? answerBy(session, look.deadlines) : undefined;
  const last = session.ended
    ? text.ended(shownTime(session.ended.at, look))
    : until && text.answerBy(shownTime(until, look));

  const blocks: KnownBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: header, emoji: true } },
    richText([{ bold: operator }, ' → ', { bold: target }], [kind]),
    richText([started], ...(last ? [[last]] : [])),
    ...story(session, look, text),
    ...actions(session, wanted, operator, target, text),
    ...particulars(session, text),
  ];
  return {
    text: mrkdwn([`${header}: ${operator} → ${target}, ${kind}. ${[started, last].filter(Boolean).join(', ')}`]),
    blocks,
  };
}

/** What happened to it so far, and whom it waits for. */
function story(session: Session, look: Look, text: Text): KnownBlock[] {
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
  return lines.length === 0 ? [] : [richText(...lines)];
}

function howItEnded({ ended, termination }: Session, text: Text): string {
  switch (ended?.how.cause) {
    case 'cut':
      return text.endedHow.cut;
    case 'terminate-call':
      return text.endedHow.call(cut(ended.how.by, 200));
    case 'maximum-duration':
      return text.endedHow.maximumDuration;
    default:
      return termination ? text.endedHow.alreadyOver : text.endedHow.unknown;
  }
}

function actions(
  session: Session,
  wanted: ReturnType<typeof buttonsOf>,
  operator: string,
  target: string,
  text: Text,
): KnownBlock[] {
  const buttons: Extract<KnownBlock, { type: 'actions' }>['elements'] = [];
  if (wanted.acknowledge) {
    const label = { type: 'plain_text' as const, text: text.acknowledge, emoji: false };
    buttons.push({ type: 'button', action_id: ACKNOWLEDGE, text: label, value: session.id, style: 'primary' });
  }
  if (wanted.terminate) {
    buttons.push({
      type: 'button',
      action_id: TERMINATE,
      text: { type: 'plain_text', text: text.terminate, emoji: false },
      value: session.id,
      style: 'danger',
      confirm: {
        title: { type: 'plain_text', text: text.confirmTitle, emoji: false },
        text: { type: 'plain_text', text: text.confirmText(cut(operator, 64), cut(target, 64)), emoji: false },
        confirm: { type: 'plain_text', text: text.confirmYes, emoji: false },
        deny: { type: 'plain_text', text: text.confirmNo, emoji: false },
        style: 'danger',
      },
    });
  }
  return buttons.length === 0 ? [] : [{ type: 'actions', block_id: 'decide', elements: buttons }];
}

function particulars(session: Session, text: Text): KnownBlock[] {
  const delay =
    session.noticed && Math.floor((Date.parse(session.noticed.at) - Date.parse(session.startedAt)) / 60_000);
  const sessionId: ContextBlock = {
    type: 'context',
    elements: [{ type: 'mrkdwn', text: `${text.session}\`${asCode(session.id)}\``, verbatim: true }],
  };
  return [
    plainContext([
      session.sourceIp && text.sourceIp(session.sourceIp),
      session.reason && text.reason(session.reason),
      delay !== undefined && text.delay(Math.max(0, delay)),
      !hasCommandLog(session.kind) && text.noCommandLog,
      !session.operator.verified && text.unverifiedName,
    ]),
    plainContext([
      session.accountId && session.region && text.account(session.accountId, session.region),
      text.instance(session.target.id),
    ]),
    sessionId,
  ].flatMap((block) => block ?? []);
}

function renderDenied(attempts: DeniedAttempts, look: Look): Message {
  const text = textOf(look);
  const { first, last, count, more } = attempts;
  const header = text.header.denied;
  const operator = cut(first.operator.name, 200);
  const target = cut(last.target?.name ?? text.noTarget, 200);
  const times = text.attempts(count, more, shownTime(first.attemptedAt, look), shownTime(last.attemptedAt, look));
  const blocks: KnownBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: header, emoji: true } },
    richText([{ bold: operator }, ' → ', { bold: target }], [times]),
    richText([text.nothingToDo]),
    ...[
      plainContext([
        last.sourceIp && text.sourceIp(last.sourceIp),
        text.refusedWith([last.errorCode, last.errorMessage].filter(Boolean).join(': ')),
        last.accountId && last.region && text.account(last.accountId, last.region),
        last.target && text.instance(last.target.id),
        !first.operator.verified && text.unverifiedName,
      ]),
    ].flatMap((block) => block ?? []),
  ];
  return { text: mrkdwn([`${header}: ${operator} → ${target}. ${times}`]), blocks };
}

/** Elements shown to the letter: no markup, no emoji. Undefined when there is nothing to show. */
function plainContext(texts: readonly (string | false | undefined)[]): ContextBlock | undefined {
  const elements = texts
    .filter((text): text is string => typeof text === 'string' && text !== '')
    .map((text) => ({ type: 'plain_text' as const, text: cut(text, 400), emoji: false }));
  return elements.length === 0 ? undefined : { type: 'context', elements };
}

/** Code has no escape for its own mark. */
function asCode(id: string): string {
  return cut(id, 200).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', 'ˋ');
}

function asTrial({ text, blocks }: Message, words: Text): Message {
  const note: KnownBlock = {
    type: 'context',
    elements: [{ type: 'plain_text', text: `${words.trial}: ${words.trialNote}`, emoji: false }],
  };
  return { text: `${words.trial} ${text}`, blocks: [note, ...blocks] };
}
