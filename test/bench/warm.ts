// Processes that stay: how long one invocation takes there, what it asks for, and how much memory they take.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CONTEXT } from './inputs.ts';

const RESIDENT = fileURLToPath(new URL('resident.mjs', import.meta.url));

export interface Invoked {
  readonly answer: unknown;
  readonly milliseconds: number;
  readonly peakMebibytes: number;
  /** Requests of the process since its answer before, by operation or path, e.g. `{"DynamoDB_20120810.GetItem": 3}` */
  readonly calls: Readonly<Record<string, number>>;
  /** Lines on standard output, where the metrics are */
  readonly printed: readonly string[];
}

export interface Resident {
  /** @throws Error with what the handler threw, or when the process ends before it answers */
  invoke(event: object): Promise<Invoked>;
  /** Ends it in the middle, as Lambda does when the time is up. */
  kill(): Promise<void>;
  close(): void;
}

interface Told {
  readonly id: number;
  readonly answer?: unknown;
  readonly fault?: string;
  readonly took: number;
  readonly peakMebibytes: number;
  readonly calls: Readonly<Record<string, number>>;
}

/** @param errors what becomes of its standard error @throws Error when the bundle cannot be loaded */
export async function startResident(
  bundle: string,
  environment: Readonly<Record<string, string>>,
  errors: 'inherit' | 'ignore' = 'inherit',
): Promise<Resident> {
  const child: ChildProcess = fork(RESIDENT, [bundle], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    execArgv: [],
    stdio: ['ignore', 'pipe', errors, 'ipc'],
  });
  const waiting = new Map<number, PromiseWithResolvers<Told>>();
  const ends = new Map<number, PromiseWithResolvers<readonly string[]>>();
  const ready = Promise.withResolvers<void>();
  let lines: string[] = [];
  let count = 0;

  child.on('message', (told: Told | { readonly ready: true }) => {
    if ('ready' in told) return ready.resolve();
    waiting.get(told.id)?.resolve(told);
  });
  child.on('exit', (code, signal) => {
    const ended = new Error(`${bundle} ended with ${signal ?? code}`);
    ready.reject(ended);
    for (const { reject } of waiting.values()) reject(ended);
  });
  if (child.stdout === null) throw new Error('the process has no standard output');
  createInterface(child.stdout).on('line', (line) => {
    const id = /^END (\d+)$/.exec(line)?.[1];
    if (id === undefined) return void lines.push(line);
    ends.get(Number(id))?.resolve(lines);
    lines = [];
  });
  await ready.promise;

  return {
    async invoke(event) {
      const id = ++count;
      const [answered, ended] = [Promise.withResolvers<Told>(), Promise.withResolvers<readonly string[]>()];
      waiting.set(id, answered);
      ends.set(id, ended);
      child.send({ id, event, context: CONTEXT });
      try {
        const { answer, fault, took: milliseconds, peakMebibytes, calls } = await answered.promise;
        if (fault !== undefined) throw new Error(fault);
        return { answer, milliseconds, peakMebibytes, calls, printed: await ended.promise };
      } finally {
        waiting.delete(id);
        ends.delete(id);
      }
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}
