// A process that runs one built bundle with its own environment, as a container of Lambda does.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface LambdaProcess {
  /** @throws {Error} with the message that the handler threw */
  invoke(event: unknown): Promise<unknown>;
  /** Its output so far. */
  printed(): string;
  close(): Promise<void>;
}

interface Told {
  readonly ready?: true;
  readonly id?: number;
  readonly result?: unknown;
  readonly fault?: string;
}

/** @throws {Error} with the output of the process, if it exits before it is ready, e.g. because of its environment */
export async function startLambdaProcess(bundle: string, env: Record<string, string>): Promise<LambdaProcess> {
  const child = fork(fileURLToPath(new URL('./host.ts', import.meta.url)), [bundle], {
    env: { PATH: process.env.PATH ?? '', ...env },
    execArgv: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'],
    silent: true,
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const ready = Promise.withResolvers<void>();
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      printed += text;
    });
  }
  child.on('message', ({ ready: isReady, id = 0, result, fault }: Told) => {
    if (isReady) return ready.resolve();
    if (fault === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(fault));
    waiting.delete(id);
  });
  child.on('close', (code) => {
    const ended = new Error(`the process ended with ${code}:\n${printed}`);
    ready.reject(ended);
    for (const { reject } of waiting.values()) reject(ended);
  });
  await ready.promise;

  let count = 0;
  return {
    printed: () => printed,
    invoke(event) {
      count += 1;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(count, answer);
      child.send({ id: count, event });
      return answer.promise;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}
