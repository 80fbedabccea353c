// Two hundred clicks at once: twenty approvers on twenty sessions in four processes. Lambda gives a process fewer at once.
import * as z from 'zod';
import { pressOf } from '../handlers/requests.ts';
import { quantile } from './cold.ts';
import { deliveryOfStarts } from './inputs.ts';
import { figuresOf, type LoadFigure } from './load-figures.ts';
import type { SlackTold } from './load-slack.ts';
import { APPROVERS, type Bundles, startWorld, type World } from './load-world.ts';

const SESSIONS = 20;
const CLICKS = 200;
const PROCESSES = 4;
const SLACK_MILLIS = 80;
/** In the first round the processes are new. */
const ROUNDS = 3;
/** Slack waits this long for an answer. */
const PATIENCE_MILLIS = 3_000;

const answered = z.object({ statusCode: z.number() });
const stored = z.object({
  sessionId: z.string(),
  noticeTs: z.string(),
  events: z.array(z.looseObject({ type: z.string(), by: z.string() })),
});
type Item = z.infer<typeof stored>;

export interface ClickRound {
  readonly notAnswered: number;
  /** Sessions whose notice shows another approver than the table, or none */
  readonly wrongWinner: number;
  /** People who read the name of another winner, or did not read one for each click that they lost */
  readonly wronglyTold: number;
  readonly acknowledgedTwice: number;
  readonly notAcknowledged: number;
  readonly milliseconds: readonly number[];
}

export async function loadClicks(bundles: Bundles, show: (done: number, what: string) => void) {
  const world = await startWorld(bundles, { millis: SLACK_MILLIS, onePostASecond: false });
  const rounds: ClickRound[] = [];
  try {
    const processes = await Promise.all(Array.from({ length: PROCESSES }, () => world.start('slack')));
    let told = 0;
    for (let round = 0; round < ROUNDS; round++) {
      show(round / ROUNDS, 'clicks');
      const items = await announce(world);
      const clicks = Array.from({ length: CLICKS }, async (_, n) => {
        const item = items[n % SESSIONS];
        const person = APPROVERS[(n + Math.floor(n / SESSIONS)) % APPROVERS.length];
        const resident = processes[n % PROCESSES];
        if (item === undefined || person === undefined || resident === undefined) throw new Error('nobody clicks');
        const press = pressOf({ person, sessionId: item.sessionId, messageTs: item.noticeTs });
        const { answer, milliseconds } = await resident.invoke(press);
        const isAnswered = answered.safeParse(answer).data?.statusCode === 200;
        return { person, sessionId: item.sessionId, isAnswered, milliseconds };
      });
      const done = await Promise.all(clicks);
      const { faces, whispers } = await world.slack();
      rounds.push(judge(done, await itemsOf(world, items), { faces, whispers: whispers.slice(told) }));
      told = whispers.length;
    }
  } finally {
    world.close();
  }
  return { figures: rounds.flatMap(figuresOfRound), details: rounds };
}

/** New sessions with their notices, through session-events. */
async function announce(world: World): Promise<readonly Item[]> {
  const events = await world.start('session-events');
  const connected = await world.connect(SESSIONS);
  await events.invoke(deliveryOfStarts(connected));
  events.close();
  return itemsOf(world, connected);
}

async function itemsOf(world: World, of: readonly { readonly sessionId: string }[]): Promise<readonly Item[]> {
  const ids = new Set(of.map(({ sessionId }) => sessionId));
  return (await world.items()).filter(({ sessionId }) => ids.has(String(sessionId))).map((item) => stored.parse(item));
}

interface DoneClick {
  readonly person: string;
  readonly sessionId: string;
  readonly isAnswered: boolean;
  readonly milliseconds: number;
}

/** @param slack the notices, and the ephemeral messages after these clicks */
export function judge(
  clicks: readonly DoneClick[],
  items: readonly Item[],
  { faces, whispers }: Pick<SlackTold, 'faces' | 'whispers'>,
): ClickRound {
  const acknowledgements = items.map(({ events }) =>
    events.filter(({ type }) => type === 'acknowledged').map(({ by }) => by),
  );
  const winners = new Map(items.map(({ sessionId }, at) => [sessionId, acknowledgements[at]?.[0]]));
  const isWrongOnCard = ({ sessionId, noticeTs }: Item) => {
    const [winner, face] = [winners.get(sessionId), faces[noticeTs] ?? ''];
    return winner !== undefined && APPROVERS.some((one) => face.includes(one) !== (one === winner));
  };
  // Each person reads the winner of each session that they clicked too late.
  const isWronglyTold = (person: string) => {
    const lost = clicks.filter((click) => click.person === person && winners.get(click.sessionId) !== person);
    const expected = lost.map(({ sessionId }) => winners.get(sessionId));
    const told = whispers.filter(({ user }) => user === person).map(({ text }) => /<@(\w+)>/.exec(text)?.[1]);
    return JSON.stringify(told.toSorted()) !== JSON.stringify(expected.toSorted());
  };
  return {
    notAnswered: clicks.filter(({ isAnswered }) => !isAnswered).length,
    wrongWinner: items.filter(isWrongOnCard).length,
    wronglyTold: [...new Set(clicks.map(({ person }) => person))].filter(isWronglyTold).length,
    acknowledgedTwice: acknowledgements.filter(({ length }) => length > 1).length,
    notAcknowledged: acknowledgements.filter(({ length }) => length === 0).length,
    milliseconds: clicks.map(({ milliseconds }) => Math.round(milliseconds)),
  };
}

function figuresOfRound(round: ClickRound, index: number): LoadFigure[] {
  const { plain, atMost, none } = figuresOf('clicks');
  const name = `round ${index + 1}`;
  const at = (share: number) => quantile(round.milliseconds, share);
  return [
    none(`${name}: not 200`, round.notAnswered),
    none(`${name}: wrong winner`, round.wrongWinner),
    none(`${name}: told of another winner`, round.wronglyTold),
    none(`${name}: acknowledged twice`, round.acknowledgedTwice),
    none(`${name}: not acknowledged`, round.notAcknowledged),
    plain(`${name}: p50`, at(0.5), 'ms'),
    plain(`${name}: p90`, at(0.9), 'ms'),
    plain(`${name}: p99`, at(0.99), 'ms'),
    atMost(`${name}: the slowest`, at(1), 'ms', PATIENCE_MILLIS),
  ];
}
