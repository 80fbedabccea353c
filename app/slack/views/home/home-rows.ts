// The rows of the App Home.
import { findLapseTime } from '../../../session/approval.ts';
import { isOperator } from '../../../session/operator.ts';
import { isBeingTerminated, type Session } from '../../../session/session.ts';
import type { Home } from '../../../workflow/queries/home.ts';
import type { PresentSession } from '../../../workflow/queries/who.ts';
import { describeKind } from '../../i18n/describe-kind.ts';
import type { HomeText } from '../../i18n/en/home.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { createRequester, type MessageOptions } from '../../i18n/message-options.ts';
import { sanitize, type TextPart } from '../../i18n/rich-text.ts';
import type { ListTimes, Row } from '../lists/list-times.ts';
import { findStatusIcon, type Standing } from '../notice/session-status.ts';
import { describeDeadline } from '../notice/session-timeline.ts';

type Line = readonly TextPart[];

/** The words of all rows, and the times of their list. */
export interface RowWords<T extends PresentSession = PresentSession> {
  readonly text: Text;
  readonly words: HomeText;
  readonly options: MessageOptions;
  readonly times: ListTimes<T>;
}

type Told = Standing & Pick<Session, 'operator' | 'target' | 'kind'> & Partial<Pick<Session, 'noticed'>>;

/** A live session, in one line: everybody sees it. */
export function describeLive({ day, session }: Row<PresentSession>, row: RowWords): Line[] {
  const { text, words, times } = row;
  const { operator, target, kind, acknowledged, termination } = session;
  // It is live, whatever end its stored stream may have.
  const told: Told = { operator, target, kind, acknowledged, termination, ...noticedIn(session) };
  const states: Line[] = [
    acknowledged ? text.who.acknowledgedBy({ user: acknowledged.by }) : [text.who.unacknowledged],
  ];
  if (acknowledged?.asked) states.push([words.asked]);
  if (termination && !termination.failed) states.push([text.who.terminating]);
  return describeRow(told, day, words.since(times.timeIn(session, session.startedAt)), states, row);
}

/** A session and its outcome, in one line. */
export function describePast({ day, session }: Row<Session>, row: RowWords<Session>): Line[] {
  const { text, times } = row;
  const { acknowledged, lapsedAt, ended } = session;
  const { history } = text.audit;
  const states: Line[] = ended?.how.cause === 'terminated' ? [[history.terminated]] : [];
  if (acknowledged)
    states.push(history.acknowledgedBy({ user: acknowledged.by }, times.timeIn(session, acknowledged.at)));
  else states.push([lapsedAt ? history.lapsed : history.unacknowledged]);
  return describeRow(session, day, times.rangeOf(session, ended?.at), states, row);
}

/** An unacknowledged session: how long there is, why the operator is there, and what keeps the reader from acting. */
export function describeUnacknowledged(
  { day, session }: Row<Session>,
  row: RowWords<Session>,
  { userId, approver }: { readonly userId: string } & Pick<Home, 'approver'>,
): Line[] {
  const { text, words, times } = row;
  const { reason, said, vouched, reopened, operator } = session;
  const lines = describeRow(session, day, words.since(times.timeIn(session, session.startedAt)), [], row);
  lines.push([{ bold: describeUntil(session, row) }]);
  if (reopened?.how === 'withdrawn') lines.push(words.withdrawn(createRequester(reopened.by, text)));
  if (reopened?.how === 'expired') lines.push(words.expired({ user: reopened.former }));
  const why = said?.reason ?? reason;
  if (why !== undefined) lines.push([text.reason(sanitize(why, 150))]);
  if (said?.ticket !== undefined) lines.push([words.ticket(sanitize(said.ticket, 60))]);
  if (vouched) lines.push(vouched.by === userId ? [words.youVouched] : words.vouched({ user: vouched.by }));
  if (approver === 'yes' && isOperator(operator, userId)) lines.push([text.refusal.ownSession]);
  return lines;
}

function describeUntil(session: Session, { text, words, options, times }: RowWords<Session>): string {
  const say = (iso: string) => times.timeIn(session, iso);
  const { ended } = session;
  if (ended) {
    const over = (ended.status === 'Unknown' ? words.unlisted : words.ended)(say(ended.at));
    const lapse = findLapseTime(session, options.deadlines);
    return lapse === undefined ? over : words.together(over, words.acknowledgeUntil(say(lapse)));
  }
  if (isBeingTerminated(session)) return words.terminating;
  return describeDeadline(session, options, text, say) ?? (session.noticed ? words.stillLive : words.unnoticed);
}

function describeRow(
  session: Told,
  day: string | undefined,
  times: string,
  states: readonly Line[],
  { text, words, options }: Pick<RowWords, 'text' | 'words' | 'options'>,
): Line[] {
  const { operator, target, kind } = session;
  const name = { bold: sanitize(operator.name, 64) };
  const line = words.session(
    operator.verified ? [name] : [name, words.unverified],
    sanitize(target.name, 64),
    describeKind(kind, text, 64),
    times,
    states,
  );
  const link = findLink(session, options);
  return [
    ...(day === undefined ? [] : [[{ bold: day }]]),
    [`${findStatusIcon(session, text)} `, ...line, ...(link === undefined ? [] : [' ', { link, text: words.notice }])],
  ];
}

function findLink({ noticed }: Told, { workspaceUrl }: MessageOptions): string | undefined {
  if (noticed === undefined || workspaceUrl === undefined) return undefined;
  return `${workspaceUrl}archives/${noticed.channel}/p${noticed.ts.replace('.', '')}`;
}

/** A session that SSM lists before any record of it came has no notice yet. */
function noticedIn(session: PresentSession | Session): Partial<Pick<Session, 'noticed'>> {
  return 'noticed' in session ? { noticed: session.noticed } : {};
}
