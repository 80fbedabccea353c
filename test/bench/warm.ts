// Processes that stay: how long one invocation takes there, and how much memory they take.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CONTEXT } from './inputs.ts';

const RESIDENT = fileURLToPath(new URL('resident.mjs', import.meta.url));

export interface Invoked {
  readonly answer: unknown;
  readonly milliseconds: number;
  readonly peakMebibytes: number;
}

export interface Resident {
  /** One after the other. @throws Error with what the handler threw */
  invoke(event: object): Promise<Invoked>;
  close(): void;
}

/** @throws Error when the bundle cannot be loaded */
export async function startResident(bundle: string, environment: Readonly<Record<string, string>>): Promise<Resident> {
  const child: ChildProcess = fork(RESIDENT, [bundle], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    execArgv: [],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${bundle} ended with ${code}`);
  });
  // It ends in the end, when nobody listens any more.
  ended.catch(() => {});
  const told = async () => (await Promise.race([once(child, 'message'), ended]))[0];
  await told();
  return {
    async invoke(event) {
      child.send({ event, context: CONTEXT });
      const { answer, took, peakMebibytes, fault } = await told();
      if (fault !== undefined) throw new Error(fault);
      return { answer, milliseconds: took, peakMebibytes };
    },
    close: () => child.disconnect(),
  };
}
