// People: they press, type, react, change their minds, and press again when nothing happens.
import type { Actor } from '../../app/session/acts/act.ts';
import type { Via } from '../../app/session/event.ts';
import type { SlackUseCases } from '../../app/slack/inbound/use-cases.ts';
import { APPROVER, APPROVER_2, CHANNEL, OPERATOR } from '../app/doubles/memory-ports.ts';
import type { Note } from '../app/doubles/memory-slack.ts';
import { MINUTE } from './broken.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';
import { APPROVER_3, BYSTANDER, START, STORY_MINUTES, type World } from './world.ts';

const PEOPLE = [APPROVER, APPROVER, APPROVER_2, APPROVER_2, APPROVER_3, OPERATOR, BYSTANDER];
const APPROVERS = [APPROVER, APPROVER_2, APPROVER_3];

type Act = 'acknowledge' | 'terminate' | 'withdraw' | 'still-mine' | 'take-over';
const ACTS: readonly Act[] = [
  ...(['acknowledge', 'acknowledge', 'acknowledge', 'acknowledge', 'acknowledge'] as const),
  ...(['terminate', 'terminate', 'withdraw', 'withdraw', 'still-mine', 'take-over'] as const),
];
const WORDS = [undefined, undefined, 'the wrong one', '<!channel> *now*', '確認しました', ' '];

interface Wish {
  readonly userId: string;
  readonly act: Act;
  readonly sessionId: string;
  readonly from: Actor['from'];
  readonly note: string | undefined;
}

/** Somebody presses something. */
export function click(stage: Stage, random: Random): void {
  const { world } = stage;
  const notices = world.slack.notes.filter(({ where, key }) => where === 'channel' && key === undefined);
  if (notices.length === 0 || !canPress(world)) return;
  const notice = random.pick(notices);
  const act = random.pick(ACTS);
  const ts = random.chance(0.95) ? notice.ts : '1.000000';
  const from = isDigest(notice.about) ? { channel: CHANNEL, ts } : anyPlace(random, act, ts);
  const userId = random.pick(PEOPLE);
  press(stage, random, { userId, act, sessionId: notice.about, from, note: random.pick(WORDS) });
  if (act === 'acknowledge' && random.chance(0.5)) regret(stage, random, notice, userId);
}

/** The person, or another one, takes the acknowledgement back. */
function regret(stage: Stage, random: Random, { about: sessionId, ts }: Note, userId: string): void {
  const from = { channel: CHANNEL, ts };
  const by = random.pick([userId, userId, ...APPROVERS]);
  later(stage, random.between(200, 4 * MINUTE), () =>
    press(stage, random, { userId: by, act: 'withdraw', sessionId, from, note: random.pick(WORDS) }),
  );
}

/** Somebody answers the question whether an acknowledgement still holds, in its thread. */
export function answer(stage: Stage, random: Random, { about: sessionId, where, key }: Note): void {
  const { stream } = stage.world.table.all().get(sessionId) ?? {};
  if (where !== 'thread' || stream?.type !== 'session' || stream.noticed === undefined) return;
  const asked = stream.events.find(({ seq }) => `${seq}:thread` === key);
  if (asked?.type !== 'reconfirmationAsked' || !random.chance(0.6)) return;
  const { channel, ts } = stream.noticed;
  const from = { channel, ts, via: 'follow-up' } as const;
  const act = random.pick(['still-mine', 'still-mine', 'take-over'] as const);
  const holder = stream.acknowledged?.by ?? APPROVER;
  const userId = act === 'still-mine' && random.chance(0.8) ? holder : random.pick(PEOPLE);
  later(stage, random.between(1_000, 7 * MINUTE), () =>
    press(stage, random, { userId, act, sessionId, from, note: undefined }),
  );
}

/** The operator says why, in time or late; now and then somebody else tries to. */
export function sayWhy(stage: Stage, random: Random): void {
  const { world, run } = stage;
  const sessions = [...world.table.all().values()].filter(({ stream }) => stream.type === 'session');
  if (sessions.length === 0 || !canPress(world)) return;
  const sessionId = random.pick(sessions).stream.id;
  const userId = random.pick([OPERATOR, OPERATOR, OPERATOR, APPROVER]);
  const given = { id: stage.newPress(), userId, sessionId, reason: random.pick(['<!here> *disk*', '調査', '']) };
  world.presses.set(given.id, { ts: undefined, via: 'follow-up', note: given.reason });
  for (let left = random.pick([1, 1, 2]); left > 0; left--)
    run('slack', SECONDS, async ({ useCases }) => void (await useCases.giveReason({ ...given, ticket: 'OPS-1' })));
}

/** Slack gives up on its request after three seconds; the function goes on. */
const SECONDS = 10_000;

/** A person presses again if nothing happens, and a request may arrive twice. */
function press(stage: Stage, random: Random, wish: Wish): void {
  const { world, run } = stage;
  if (!canPress(world)) return;
  const first = stage.newPress();
  const times = random.pick([1, 1, 1, 2, 3]);
  for (let time = 0; time < times; time++) {
    const id = random.chance(0.6) ? first : `${first}-${time}`;
    world.presses.set(id, pressOf(wish));
    const deliver = () => {
      run('slack', SECONDS, async ({ useCases }) => {
        await send(useCases, id, wish);
      });
    };
    // Slack delivers again after seconds or minutes.
    if (time > 0 && random.chance(0.5)) later(stage, random.between(1_000, 5 * MINUTE), deliver);
    else deliver();
  }
}

function pressOf({ sessionId, from, note, act }: Wish) {
  const via: Via = isDigest(sessionId) ? 'digest' : typeof from === 'string' ? from : (from.via ?? 'notice');
  const isWordless = isDigest(sessionId) || act === 'still-mine' || act === 'take-over';
  return { ts: typeof from === 'string' ? undefined : from.ts, via, act, note: isWordless ? undefined : note };
}

async function send(useCases: SlackUseCases, id: string, { act, note, ...given }: Wish): Promise<void> {
  const { from, userId, sessionId } = given;
  const one = { id, userId, sessionId, from };
  if (isDigest(sessionId)) {
    if (typeof from !== 'string') await useCases.acknowledgeListed({ id, userId, from });
  } else if (act === 'acknowledge') await useCases.acknowledge(one, note);
  else if (act === 'terminate') await useCases.terminate(one, note);
  else if (act === 'withdraw') await useCases.withdraw(one, note);
  else await useCases.reconfirm(one, act);
}

function anyPlace(random: Random, act: Act, ts: string): Actor['from'] {
  const notice = { channel: CHANNEL, ts };
  if (act === 'still-mine' || act === 'take-over') return { ...notice, via: 'follow-up' };
  if (act === 'acknowledge' && random.chance(0.15)) return { ...notice, via: 'reaction' };
  return random.pick([notice, notice, notice, notice, 'home', 'private-card']);
}

/** A plan for later is carried out only while the story goes on. */
function later({ world }: Stage, millis: number, happen: () => void): void {
  const at = world.scheduler.now() + millis;
  if (at < START + (STORY_MINUTES - 1) * MINUTE) world.scheduler.at(at, happen);
}

function canPress({ weather, scheduler }: World): boolean {
  const now = scheduler.now();
  return !weather.endpointDown.some(([from, to]) => from <= now && now < to);
}

/** A digest is about a day. */
function isDigest(about: string): boolean {
  return /^\d{4}-/.test(about);
}
