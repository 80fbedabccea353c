// The needs of a schedule: a world, the containers of its functions, and the rules that listen.
import type { MessageOptions } from '../../app/slack/i18n/message-options.ts';
import { ACCOUNT, REGION } from '../../local/aws/account.ts';
import { MINUTE } from './broken.ts';
import { answer } from './people.ts';
import type { Random } from './random.ts';
import { checkNote, checkSaved } from './rules.ts';
import type { Process } from './scheduler.ts';
import { type Container, createWorld, type TeamSettings, type World } from './world.ts';

export interface Stage {
  readonly world: World;
  /** Runs a function in one of its containers, warm if there is one. */
  run(name: string, limitMillis: number, work: (container: Container) => Promise<void>): Process;
  /** Id of a click */
  newPress(): string;
  /** Records a broken rule without throwing into the handler, which would swallow the error. */
  check(rule: () => void): void;
  /** The first error that no caller awaits */
  broken(): void;
}

export function setStage(random: Random): Stage {
  let failure: unknown;
  const note = (attempt: () => void) => {
    try {
      attempt();
    } catch (broken) {
      failure ??= broken;
    }
  };
  const containers = new Map<string, Container[]>();
  const onDeadline = random.pick(['terminate', 'terminate', 'remind'] as const);
  const deadlines: MessageOptions['deadlines'] = {
    remindAfterMinutes: 2,
    acknowledgeWithinMinutes: 6,
    warnBeforeMinutes: 1.5,
    lapseAfterHours: 0.5,
    noticeWithinMinutes: 4,
    onDeadline,
    onNoNotice: random.pick(['alarm', 'terminate'] as const),
    confirmEveryHours: random.pick([undefined, 0.05, 0.1]),
  };
  const world: World = createWorld({
    random,
    deadlines,
    settings: anyTeam(random),
    pollEverySeconds: random.pick([60, 20, 10]),
    hasTrail: true,
    onSaved: (before, after, seen) => note(() => checkSaved(before, after, seen)),
    onNote: (added, seen) => {
      note(() => checkNote(added, seen));
      answer(stage, random, added);
    },
    onThrown: () => {},
    onWake: (id) => watchOne(id),
  });

  function run(name: string, limitMillis: number, work: (container: Container) => Promise<void>): Process {
    const warm = containers.get(name) ?? [];
    const idle = warm.find(({ process }) => process?.ended);
    const container = idle ?? world.container();
    if (!idle) containers.set(name, [...warm.filter(({ process }) => !process?.dead || process.ended), container]);
    return world.scheduler.start(name, limitMillis, async (process) => {
      container.process = process;
      await work(container);
    });
  }

  function watchOne(sessionId: string): void {
    world.scheduler.at(world.scheduler.now() + random.between(50, 2_000), () => {
      run('watchdog', LIMIT, (container) => container.watchdog({ sessionId }, contextOf(container, world)));
    });
  }

  let presses = 0;
  const stage: Stage = {
    world,
    run,
    check: note,
    newPress: () => `click:${++presses}`,
    broken: () => {
      if (failure !== undefined) throw failure;
    },
  };
  return stage;
}

/** The decisions of a team, each of them off in some schedules. */
function anyTeam(random: Random): TeamSettings {
  return {
    fourEyes: random.pick(['record', 'require'] as const),
    askReason: random.chance(0.5),
    tellOperator: random.chance(0.5),
  };
}

/** The time limit of a function, in milliseconds. */
export const LIMIT = MINUTE;

export function contextOf({ process }: Container, { scheduler }: World) {
  return {
    invokedFunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:bastion-ack`,
    getRemainingTimeInMillis: () => (process?.endsAt ?? 0) - scheduler.now(),
  };
}
