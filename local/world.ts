// The world of the trial: a clock, AWS, Slack and five people, around the deployed handlers.

import { join } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { openChecking } from '../app/composition/checking.ts';
import { compose } from '../app/composition/core.ts';
import { startReading } from '../app/composition/startup.ts';
import { readConfig } from '../app/config/read-config.ts';
import { memoizeAsync } from '../app/lib/lazy.ts';
import type { Locale, Times } from '../app/lib/locale.ts';
import { createBreakage } from './aws/deployment/breakage.ts';
import { startHttpApi } from './aws/http-api.ts';
import { type CheckRuns, createCheckRuns } from './check-board.ts';
import { startClock, type WorldClock } from './clock.ts';
import { dropInheritedVariables } from './environment.ts';
import { createHandlerJournal, type Listeners } from './handler-journal.ts';
import { type Functions, type LocalAws, startLocalAws } from './local-aws.ts';
import { type LocalSlack, startLocalSlack } from './local-slack.ts';
import { CHANNEL, createSettings, GROUP, ON_CALL, type OnDeadline, PEOPLE, TARGETS } from './settings.ts';
import { readSlackApp } from './slack-app.ts';
import type { BreakRequest, ForwardRequest, Snapshot, SwitchName, SwitchRequest } from './snapshot.ts';

/** Snapshots and actions for the page. */
export interface World
  extends Pick<LocalAws, 'start' | 'denied' | 'tamper' | 'repeat' | 'end' | 'close'>,
    Pick<LocalSlack, 'click' | 'submit' | 'closeModal' | 'openHome' | 'react' | 'say'>,
    Pick<CheckRuns, 'runChecks'> {
  /** The environment of the functions: all of it is fictitious. @throws {Error} with a real workspace, whose token is in it */
  environment(): Readonly<Record<string, string>>;
  /** Breaks what a check looks for, or repairs it. */
  breakCheck(request: BreakRequest): Promise<void>;
  snapshot(): Snapshot;
  /**
   * Moves the clock forward, with watchdog passes on the way.
   * @throws {Error} if the clock cannot be moved
   */
  forward(request: ForwardRequest): Promise<void>;
  /**
   * Turns a simulated failure on or off.
   * @throws {Error} for an unavailable switch
   * @throws {unknown} a handler's error about a record that was held back
   */
  turn(request: SwitchRequest): Promise<void>;
}

export interface WorldOptions extends Listeners {
  readonly locale: Locale;
  readonly timeZone: string;
  readonly times: Times;
  /** Action for sessions that nobody acknowledged in time. With a real workspace, the environment has the default. */
  readonly onDeadline?: OnDeadline | undefined;
  /** Variables of who acknowledges, why and for how long, that differ from those of the trial, or of the workspace. */
  readonly acknowledgement?: Readonly<Record<string, string>> | undefined;
  /** Folder that keeps all data; in memory only without it. */
  readonly keepDir?: string | undefined;
}

const MINUTES_ONE_BY_ONE = 20;
/** Less than the gap after which the watchdog counts as dead, and more than the move itself takes. */
const LAST_MINUTES = 3;

type Closable = { close(): void | Promise<void> };

/** @throws {Error} if `keepDir` cannot be used, for example because another `npm start` uses it */
export async function startWorld(options: WorldOptions): Promise<World> {
  dropInheritedVariables(process.env);
  const opened: Closable[] = [];
  async function close(): Promise<void> {
    for (const part of opened.reverse()) await part.close();
  }
  try {
    // The clock starts first, because everything else reads it.
    const clock = startClock({ keepFile: options.keepDir && join(options.keepDir, 'clock.json') });
    opened.push(clock);
    return { ...(await openWorld(options, clock, opened)), close };
  } catch (fault) {
    await close();
    throw fault;
  }
}

async function openWorld(
  { locale, timeZone, times, onDeadline = 'terminate', acknowledgement = {}, keepDir, onChange, onFault }: WorldOptions,
  clock: WorldClock,
  opened: Closable[],
): Promise<Omit<World, 'close'>> {
  const journal = createHandlerJournal({ onChange, onFault });
  const settings = createSettings({ locale, timeZone, times, onDeadline, acknowledgement });
  let environment: Readonly<Record<string, string>> = {};
  const breakage = createBreakage();
  const slack = await startLocalSlack({
    app: readSlackApp(settings.ACKNOWLEDGE_REACTION !== ''),
    isBroken: breakage.isBroken,
    keepFile: keepDir && join(keepDir, 'messages.json'),
    onChange,
    deliver: (event) => endpoint.receive(event),
  });
  opened.push(slack);
  const endpoint = await startHttpApi({
    invoke: async (event) => httpAnswer.parse(await aws.invoke('slack', event)),
  });
  opened.push(endpoint);
  const aws: LocalAws = await startLocalAws({
    keepDir,
    secrets: slack.secrets,
    breakage,
    onChange,
    onInvoked: journal.add,
    load: (awsEnvironment) => {
      environment = {
        ...awsEnvironment,
        ...settings,
        ...slack.environment,
        ENDPOINT_URL: endpoint.requestUrl,
      };
      Object.assign(process.env, environment);
      return loadHandlers();
    },
  });
  opened.push(aws);
  await slack.verifyUrl();
  const openChecks = memoizeAsync(async () => {
    const config = readConfig('watchdog', environment);
    return openChecking(config, await compose(config, startReading(config), { slackTimeoutMillis: 10_000 }));
  });
  const { runChecks, board } = createCheckRuns({
    locale,
    timeZone,
    now: clock.now,
    async run() {
      // Before the first pass, or after a move of the clock, the watchdog would count as dead.
      await aws.watchNow();
      return (await openChecks()).run();
    },
    isBroken: breakage.isBroken,
    onChange,
  });
  /** Resolves when all moves so far have ended; the next move waits for it. */
  let lastMove = Promise.resolve();

  /** Waits for running passes, because a move would exceed their time limit and leave their work undone. */
  async function move(minutes: number): Promise<void> {
    for (const step of splitMove(minutes)) {
      await aws.whenIdle(() => clock.forward(step));
      onChange();
      await aws.watchNow();
    }
  }

  function turn(name: SwitchName, on: boolean): void | Promise<void> {
    if (name === 'slackDown') return slack.setDown(on);
    return name === 'endpointFlooded' ? endpoint.flood(on) : aws.turn(name, on);
  }

  return {
    ...aws,
    click: slack.click,
    submit: slack.submit,
    closeModal: slack.closeModal,
    openHome: slack.openHome,
    react: slack.react,
    say: slack.say,
    async forward({ minutes }) {
      const moving = lastMove.then(() => move(minutes));
      lastMove = moving.catch(() => {});
      await moving;
    },
    async turn({ name, on }) {
      const turned = turn(name, on);
      onChange();
      await turned;
    },
    environment: () => environment,
    runChecks,
    async breakCheck({ check, broken }) {
      if (check === 'endpoint') endpoint.flood(broken);
      await aws.breakCheck(check, broken);
      if (check === 'slack-requests' && !broken) await slack.verifyUrl();
      onChange();
    },
    snapshot: () => ({
      mode: 'page',
      locale,
      timeZone,
      now: clock.now().toISOString(),
      switches: { slackDown: slack.isDown(), ...aws.switches(), endpointFlooded: endpoint.isFlooded() },
      board: board(),
      channels: [CHANNEL, ON_CALL],
      people: PEOPLE.map(({ id, name, role }) => ({ id, name, role })),
      targets: Object.entries(TARGETS).map(([id, name]) => ({ id, name })),
      userGroups: { [GROUP.id]: GROUP.handle },
      ...slack.snapshot(),
      sessions: aws.sessions(),
      invocations: journal.latest(),
      bus: aws.bus(),
    }),
  };
}

/**
 * Steps of one minute, the deployed schedule, until every deadline of a session has passed; the rest is two steps,
 * the second a short one: the checks of a morning look for a watchdog that was there just before.
 */
function splitMove(minutes: number): number[] {
  const single = Math.min(minutes, MINUTES_ONE_BY_ONE);
  const left = minutes - single;
  return [
    ...Array.from({ length: single }, () => 1),
    ...(left > LAST_MINUTES ? [left - LAST_MINUTES, LAST_MINUTES] : left > 0 ? [left] : []),
  ];
}

/** Loads the deployed handlers. They read the environment when loaded, so it must be set before. */
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
const httpAnswer = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
});
