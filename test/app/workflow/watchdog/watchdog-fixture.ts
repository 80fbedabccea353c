// A watchdog over ports in memory, minute by minute, and the session that it looks after.
import type { Observation } from '../../../../app/session/event.ts';
import type { Session } from '../../../../app/session/session.ts';
import {
  CHANNEL,
  createMemoryPorts,
  LINUX,
  type Memory,
  type MemoryOptions,
  SETTINGS,
} from '../../doubles/memory-ports.ts';
import { type BoundWorkflow, bindWorkflow } from '../bound-workflow-fixture.ts';

export const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
export const OTHER = 'operator-bcdefghijklmnopqrstuvwxyza';
export const TERMINATE = { onDeadline: 'terminate' } as const;

export function aStart(recordId = 'record-1', sessionId = ID): Extract<Observation, { type: 'start' }> {
  return {
    type: 'start',
    recordId,
    targetId: LINUX,
    start: {
      sessionId,
      source: 'cloudtrail',
      startedAt: '2026-11-24T00:59:00.000Z',
      principal: { type: 'IAMUser', name: 'operator', arn: 'arn:aws:iam::111122223333:user/operator' },
      parameters: {},
    },
  };
}

export interface WatchdogFixture {
  readonly memory: Memory;
  readonly workflow: BoundWorkflow;
  /** So many minutes, with a look at the begin of each */
  minutes(count: number): Promise<void>;
  session(id?: string): Promise<Session>;
  types(id?: string): Promise<string[]>;
  /** Keys of what was told beside the notice, e.g. "3:thread" */
  followUpKeys(): string[];
}

export function createWatchdogFixture(options: MemoryOptions = {}, settings = SETTINGS): WatchdogFixture {
  const memory = createMemoryPorts(options);
  const workflow = bindWorkflow(memory.ports, settings);
  const session = async (id = ID) => {
    const stored = await memory.store.read(id);
    if (stored?.stream.type !== 'session') throw new Error(`${id} is not stored`);
    return stored.stream;
  };
  return {
    memory,
    workflow,
    async minutes(count) {
      for (let minute = 0; minute < count; minute++) {
        const began = memory.ports.clock.now().getTime();
        await workflow.watch(memory.until());
        memory.pass(Math.max(0, 60_000 - (memory.ports.clock.now().getTime() - began)) / 60_000);
      }
    },
    session,
    types: async (id) => (await session(id)).events.map(({ type }) => type),
    followUpKeys: () => memory.notes.flatMap(({ key }) => key ?? []),
  };
}

export async function announced(options: MemoryOptions = {}, settings = SETTINGS): Promise<WatchdogFixture> {
  const watchdog = createWatchdogFixture(options, settings);
  watchdog.memory.connect(ID);
  await watchdog.workflow.observe(aStart());
  return watchdog;
}

export async function clickOf({ session }: WatchdogFixture, userId: string, id = 'click:1') {
  const { ts = '' } = (await session()).noticed ?? {};
  return { id, userId, sessionId: ID, from: { channel: CHANNEL, ts } };
}
