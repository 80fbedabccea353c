// Processes that stay: the duration of one invocation, its requests, and the memory of the process.
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
  /** Requests of the process since its previous answer, by operation or path, e.g. `{"DynamoDB_20120810.GetItem": 3}` */
  readonly calls: Readonly<Record<string, number>>;
  /** Lines on standard output, which include the metrics */
  readonly printed: readonly string[];
}

export interface Resident {
  /** @throws {Error} with the message that the handler threw, or if the process exits before its answer */
  invoke(event: object): Promise<Invoked>;
  /** Stops the process during its work, as Lambda does at the time limit. */
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

/** @param errors destination of its standard error @throws {Error} if the bundle does not load */
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
