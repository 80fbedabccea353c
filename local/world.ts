// A whole made-up world: a clock, an AWS, a Slack, five people, and between them the handlers as they run on Lambda.

import { join } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { Locale, Times } from '../app/lib/locale.ts';
import { startClock, type WorldClock } from './clock.ts';
import { dropInheritedVariables } from './environment.ts';
import { createHandlerJournal, type Listeners } from './handler-journal.ts';
import { type Functions, type LocalAws, startLocalAws } from './local-aws.ts';
import { type LocalSlack, startLocalSlack } from './local-slack.ts';
import { CHANNEL, createSettings, GROUP, ON_CALL, type OnDeadline, PEOPLE, TARGETS } from './settings.ts';
import type { ForwardRequest, Snapshot, SwitchRequest } from './snapshot.ts';

/** What the page shows, and what it can ask for. */
export interface World
  extends Pick<LocalAws, 'start' | 'denied' | 'repeat' | 'end' | 'close'>,
    Pick<LocalSlack, 'click' | 'say'> {
  snapshot(): Snapshot;
  /** Moves the clock, and has the watchdog look meanwhile. @throws Error where the clock cannot be moved */
  forward(request: ForwardRequest): Promise<void>;
  /** @throws Error where there is no such switch; what a handler throws that gets what was held back */
  turn(request: SwitchRequest): Promise<void>;
}

export interface WorldOptions extends Listeners {
  readonly locale: Locale;
  readonly timeZone: string;
  readonly times: Times;
  /** What becomes of sessions that nobody acknowledged in time; as the environment says when a real workspace is shown. */
  readonly onDeadline?: OnDeadline | undefined;
  /** Folder that keeps everything; in memory only without it. */
  readonly keepDir?: string | undefined;
}

const MINUTES_ONE_BY_ONE = 20;

type Closable = { close(): void | Promise<void> };

/** @throws Error when `keepDir` cannot be used, for instance because another start uses it */
export async function startWorld(options: WorldOptions): Promise<World> {
  dropInheritedVariables(process.env);
  const opened: Closable[] = [];
  async function close(): Promise<void> {
    for (const part of opened.reverse()) await part.close();
  }
  try {
    // The clock first: everything else lives by it.
    const clock = startClock({ keepFile: options.keepDir && join(options.keepDir, 'clock.json') });
    opened.push(clock);
    return { ...(await openWorld(options, clock, opened)), close };
  } catch (fault) {
    await close();
    throw fault;
  }
}

async function openWorld(
  { locale, timeZone, times, onDeadline = 'terminate', keepDir, onChange, onFault }: WorldOptions,
  clock: WorldClock,
  opened: Closable[],
): Promise<Omit<World, 'close'>> {
  const journal = createHandlerJournal({ onChange, onFault });
  const slack = await startLocalSlack({
    keepFile: keepDir && join(keepDir, 'messages.json'),
    onChange,
    deliver: async (event) => httpAnswer.parse(await aws.invoke('slack', event)),
  });
  opened.push(slack);
  const aws: LocalAws = await startLocalAws({
    keepDir,
    onChange,
    onInvoked: journal.add,
    load: (environment) => {
      Object.assign(
        process.env,
        environment,
        createSettings({ locale, timeZone, times, onDeadline }),
        slack.environment,
      );
      return loadHandlers();
    },
  });
  opened.push(aws);
  /** When the moves until now are over: the next one begins where they end. */
  let lastMove = Promise.resolve();

  /** A pass has only so long by the clock: one that were still at it would find its time over, and leave the rest untold. */
  async function move(minutes: number): Promise<void> {
    for (const step of splitMove(minutes)) {
      await aws.whenIdle(() => clock.forward(step));
      onChange();
      await aws.watchNow();
    }
  }

  return {
    ...aws,
    click: slack.click,
    say: slack.say,
    async forward({ minutes }) {
      const moving = lastMove.then(() => move(minutes));
      lastMove = moving.catch(() => {});
      await moving;
    },
    async turn({ name, on }) {
      const turned = name === 'slackDown' ? slack.setDown(on) : aws.turn(name, on);
      onChange();
      await turned;
    },
    snapshot: () => ({
      mode: 'page',
      locale,
      timeZone,
      now: clock.now().toISOString(),
      switches: { slackDown: slack.isDown(), ...aws.switches() },
      channels: [CHANNEL, ON_CALL],
      people: PEOPLE.map(({ id, name, role }) => ({ id, name, role })),
      targets: Object.entries(TARGETS).map(([id, name]) => ({ id, name })),
      userGroups: { [GROUP.id]: GROUP.handle },
      messages: slack.messages(),
      sessions: aws.sessions(),
      invocations: journal.latest(),
    }),
  };
}

/** Minute by minute, as the watchdog is deployed to look, for as long as a session has until it is cut; then at once. */
function splitMove(minutes: number): number[] {
  const single = Math.min(minutes, MINUTES_ONE_BY_ONE);
  const left = minutes - single;
  return [...Array.from({ length: single }, () => 1), ...(left > 0 ? [left] : [])];
}

/** The very handlers that are deployed. They read the environment when they are loaded, so not before. */
async function loadHandlers(): Promise<Functions> {
  const [slack, sessionEvents, watchdog, auditExport] = await Promise.all([
    import('../handlers/slack.ts'),
    import('../handlers/session-events.ts'),
    import('../handlers/watchdog.ts'),
    import('../handlers/audit-export.ts'),
  ]);
  return {
    slack: (event) => slack.handler(httpRequest.parse(event)),
    'session-events': sessionEvents.handler,
    watchdog: watchdog.handler,
    'audit-export': auditExport.handler,
  };
}

const httpRequest = z.custom<APIGatewayProxyEventV2>((event) => typeof event === 'object' && event !== null);
const httpAnswer = z.object({ statusCode: z.number(), body: z.string().optional() });
