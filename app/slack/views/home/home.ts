// The App Home: most urgent first, few words, and a button for each act that its reader may do.
import type { HomeView, KnownBlock } from '@slack/types';
import { toLocalDay } from '../../../lib/days.ts';
import type { Locale } from '../../../lib/locale.ts';
import type { Session } from '../../../session/session.ts';
import { type Actable, HOME_DAYS, type Home } from '../../../workflow/queries/home.ts';
import type { PresentSession } from '../../../workflow/queries/who.ts';
import { home as en, type HomeText } from '../../i18n/en/home.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { findZoneName } from '../../i18n/format-time.ts';
import { home as ja } from '../../i18n/ja/home.ts';
import { type Message, type MessageOptions, markTrial, selectTexts } from '../../i18n/message-options.ts';
import { renderTime } from '../../i18n/reader-time.ts';
import { createRichText, createSmallPrint, type TextPart } from '../../i18n/rich-text.ts';
import { renderSentence } from '../answers.ts';
import type { CardTokens } from '../card-token.ts';
import { createListTimes, type ListTimes, type Row } from '../lists/list-times.ts';
import { createListing, writeCommand } from '../lists/listing.ts';
import { createAcknowledgeButton, createActions, createTerminateButton } from '../notice/session-buttons.ts';
import { describeLive, describePast, describeUnacknowledged } from './home-rows.ts';
import { describeRules, namesOf } from './home-rules.ts';

/** Outside the catalogue of a click, which has no time to load them. */
const TEXTS: Readonly<Record<Locale, HomeText>> = { en, ja };

/** The person who sees the page, and when it is drawn. */
export interface HomeReader {
  readonly userId: string;
  readonly now: Date;
  readonly cardTokens: Pick<CardTokens, 'blockId'>;
}

export interface HomeOptions extends MessageOptions {
  /** Name of the emoji that acknowledges; undefined where none does */
  readonly reaction?: string | undefined;
}

/** Rows of each list. The small page fits where Slack refused the whole one. */
const SIZES = {
  whole: { unacknowledged: 10, live: 10, own: 10, past: 10, hasRules: true },
  small: { unacknowledged: 3, live: 3, own: 2, past: 0, hasRules: false },
} as const;
export type HomeSize = keyof typeof SIZES;

const BUTTONS = { acknowledge: createAcknowledgeButton, requestTermination: createTerminateButton } as const;

/** All that a section needs. */
interface Drawing {
  readonly home: Home;
  readonly reader: HomeReader;
  readonly options: HomeOptions;
  readonly text: Text;
  readonly words: HomeText;
  readonly size: (typeof SIZES)[HomeSize];
}

/** @param line stands on top, e.g. the outcome of a press */
export function renderHome(
  home: Home,
  reader: HomeReader,
  options: HomeOptions,
  { line, size = 'whole' }: { readonly line?: Message | undefined; readonly size?: HomeSize } = {},
): HomeView {
  const [text, words] = [selectTexts(options), TEXTS[options.locale]];
  const drawing: Drawing = { home, reader, options, text, words, size: SIZES[size] };
  const shown = { ...home.pending, sessions: home.pending.sessions.slice(0, drawing.size.unacknowledged) };
  const listed = new Set(shown.sessions.map(({ session }) => session.id));
  return createHomeView(options, [
    ...(line ? [...line.blocks, { type: 'divider' } as const] : []),
    ...renderUnacknowledged(drawing, shown.sessions),
    ...renderLive(drawing),
    ...renderOwn(drawing, listed),
    ...renderPast(drawing),
    ...renderRules(drawing),
    ...renderPublished(drawing),
  ]);
}

/** Instead of the page: why there is none. */
export function renderHomeSentence(
  sentence: 'guest' | 'stranger' | 'unknown' | 'failed',
  options: MessageOptions,
  line?: Message,
): HomeView {
  const [...blocks] = renderSentence([TEXTS[options.locale][sentence]]).blocks;
  return createHomeView(options, [...(line?.blocks ?? []), ...blocks]);
}

function createHomeView(options: MessageOptions, blocks: KnownBlock[]): HomeView {
  return { type: 'home', blocks: options.trial ? markTrial({ text: '', blocks }, options).blocks : blocks };
}

function renderUnacknowledged(drawing: Drawing, shown: readonly Actable[]): KnownBlock[] {
  const { home, reader, options, text, words } = drawing;
  const { total } = home.pending;
  const acts = new Map(shown.map(({ session, acts }) => [session.id, acts]));
  const times = createListTimes(
    shown.map(({ session }) => session),
    options,
  );
  const who = { userId: reader.userId, approver: home.approver };
  return [
    createHeader((home.all ? words.toAcknowledge : words.ownUnacknowledged)(total)),
    ...renderLead(drawing),
    ...rowsOf(times, drawing).flatMap((row) => [
      createRichText(...describeUnacknowledged(row, { text, words, options, times }, who)),
      ...createActions(
        (acts.get(row.session.id) ?? []).map((act) => BUTTONS[act](row.session, text)),
        reader.cardTokens.blockId(reader.userId, row.session.id, 'home'),
      ),
    ]),
    ...renderMore(total - shown.length, 'pending', drawing),
    ...renderZone(times, drawing),
  ];
}

/** One line below the first header, for a reader who has nothing to press. */
function renderLead({ home, options, text, words }: Drawing): KnownBlock[] {
  if (home.approver === 'unknown') return [createRichText([text.refusal.approversUnknown])];
  if (home.all) {
    return home.pending.total > 0 ? [] : [createRichText(words.nothingToDo({ channel: home.rules.channel }))];
  }
  const { named } = namesOf(options.approvers);
  return home.pending.total === 0 || named.length === 0 ? [] : [createRichText(words.askApprovers(named))];
}

function renderLive(drawing: Drawing): KnownBlock[] {
  const { home, options, text, words, size } = drawing;
  const { total } = home.presence;
  const times = createListTimes<PresentSession>(home.presence.sessions.slice(0, size.live), options);
  return [
    createHeader(words.live(total)),
    ...createList(
      rowsOf(times, drawing).flatMap((row) => describeLive(row, { text, words, options, times })),
      words.nobodyLive,
    ),
    ...renderMore(total - times.rows.length, 'who', drawing),
    ...renderZone(times, drawing),
    ...renderSource(drawing),
  ];
}

/** Says where the list comes from, if that is not Session Manager itself. */
function renderSource({ home, options, text }: Drawing): KnownBlock[] {
  const { source, at } = home.presence;
  if (at === undefined) return createSmallPrint(text.who.neverAsked);
  if (source === 'ssm') return [];
  const said = (source === 'stored' ? text.who.stored : text.who.storedOfMany)(renderTime(at, options));
  return options.times === 'team' ? createSmallPrint(said) : [createRichText([said])];
}

const HISTORY = '/bastion history';

/** @param listed ids that stand above with their buttons */
function renderOwn(drawing: Drawing, listed: ReadonlySet<string>): KnownBlock[] {
  const { home, options, text, words, size } = drawing;
  const { live, past } = home.own;
  const isLeft = ({ id }: Session) => !listed.has(id);
  const [own, before] = [live.sessions.filter(isLeft), past.filter(isLeft)];
  const isShownAbove = own.length + before.length < live.sessions.length + past.length;
  if (own.length + before.length === 0 && isShownAbove) return [];
  const times = createListTimes([...own, ...before].slice(0, size.own), options);
  return [
    createHeader(words.own),
    ...createList(
      rowsOf(times, drawing).flatMap((row) => describePast(row, { text, words, options, times })),
      words.noOwn(HOME_DAYS),
    ),
    ...renderMore(live.total - live.sessions.length, 'who', drawing),
    ...(home.all || times.rows.length === 0 ? [] : [createRichText(words.moreIn(HISTORY))]),
    ...renderZone(times, drawing),
  ];
}

function renderPast(drawing: Drawing): KnownBlock[] {
  const { home, options, text, words, size } = drawing;
  if (home.past === undefined || size.past === 0) return [];
  const times = createListTimes(home.past.slice(0, size.past), options);
  return [
    createHeader(words.past),
    ...createList(
      rowsOf(times, drawing).flatMap((row) => describePast(row, { text, words, options, times })),
      words.noPast(HOME_DAYS),
    ),
    ...(times.rows.length === 0 ? [] : [createRichText(words.moreIn(HISTORY))]),
    ...renderZone(times, drawing),
  ];
}

function renderRules({ home, options, words, size }: Drawing): KnownBlock[] {
  if (!size.hasRules) return [];
  const lines = describeRules(home.rules, options.reaction, words);
  return [{ type: 'divider' }, createHeader(words.rulesTitle), createRichText(...lines)];
}

/** Tells how old the page is, because Slack shows the latest that was published, and names the zone of the lists. */
function renderPublished({ reader, options, words }: Drawing): KnownBlock[] {
  const said = words.published(renderTime(reader.now.toISOString(), options));
  return options.times === 'reader' ? [createRichText([said])] : createSmallPrint(said);
}

/** A list across a change of the clocks is in another zone than the page. */
function renderZone({ zone }: { readonly zone: string | undefined }, { reader, options, text }: Drawing): KnownBlock[] {
  const isSaid = zone === undefined || zone === findZoneName(reader.now.toISOString(), options.timeZone);
  return isSaid ? [] : createSmallPrint(text.list.zone(zone));
}

/** The page names its own day: a list of that day alone needs no heading. */
function rowsOf<T extends { readonly startedAt: string }>(
  { rows }: ListTimes<T>,
  { reader, options }: Drawing,
): readonly Row<T>[] {
  const today = toLocalDay(reader.now, options.timeZone);
  const isToday = rows.every(({ session }) => toLocalDay(new Date(session.startedAt), options.timeZone) === today);
  return isToday ? rows.map(({ session }) => ({ session, day: undefined })) : rows;
}

function renderMore(left: number, list: 'pending' | 'who', { words }: Drawing): KnownBlock[] {
  return left > 0 ? [createRichText(words.more(left, writeCommand(createListing(list))))] : [];
}

function createList(lines: readonly (readonly TextPart[])[], empty: string): KnownBlock[] {
  return [lines.length === 0 ? createRichText([empty]) : createRichText(...lines)];
}

function createHeader(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: true } };
}
