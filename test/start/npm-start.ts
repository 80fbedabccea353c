// `npm start` as a person runs it: in its own process group, with its page, until Ctrl-C.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Snapshot } from '../../local/snapshot.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Started {
  /** The page's address. Rejects with the output if the process exits before it prints one. */
  readonly address: Promise<string>;
  /** Its output so far. */
  printed(): string;
  post(name: string, body: object): Promise<void>;
  snapshot(): Promise<Snapshot>;
  /** Sends Ctrl-C to the whole group, as a terminal does. @returns the exit code */
  interrupt(): Promise<number | null>;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

/** The next start may get the same address, and its first request would fail on a connection that was kept alive. */
const ALONE = { connection: 'close' };

/** @param folder of the checkout */
export function npmStart(args: string[] = [], env: NodeJS.ProcessEnv = {}, folder = ROOT): Started {
  const child = spawn('npm', ['start', '--', ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const address = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (more) => {
      printed += more;
      const found = /runs at (http:\/\/\S+)/.exec(printed)?.[1];
      if (found) address.resolve(found);
    });
  }
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  ended.then((code) => address.reject(new Error(`npm start ended with ${code}:\n${printed}`)));
  address.promise.catch(() => undefined);

  return {
    address: address.promise,
    printed: () => printed,
    ended,
    async post(name, body) {
      const answer = await fetch(`${await address.promise}/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...ALONE },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async snapshot() {
      const hangUp = new AbortController();
      const answer = await fetch(`${await address.promise}/api/events`, { headers: ALONE, signal: hangUp.signal });
      let heard = '';
      for await (const bytes of answer.body ?? []) {
        heard += Buffer.from(bytes).toString();
        if (heard.includes('\n\n')) break;
      }
      hangUp.abort();
      return JSON.parse(heard.split('\n\n')[0]?.replace(/^data: /, '') ?? '');
    },
    async interrupt() {
      // A negative id stands for the group.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
      return ended;
    },
  };
}

/** The output of a program and its exit code. */
export async function run(command: string, args: string[], folder: string, env: NodeJS.ProcessEnv = {}) {
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
}

/** Starts a shell session of the operator. @returns its notice */
export async function startSession({ post, snapshot }: Started) {
  await post('start', { kind: 'shell', target: 'i-0123456789abcdef0', principal: 'iam-user', reason: 'release' });
  const notice = (await snapshot()).messages.findLast(({ visibleTo, threadTs }) => !visibleTo && !threadTs);
  const session = (await snapshot()).sessions.at(-1);
  if (notice === undefined || session === undefined) throw new Error('the session was not announced');
  return { notice, session };
}

export async function acknowledge(started: Started, { notice, session }: Awaited<ReturnType<typeof startSession>>) {
  await started.post('click', {
    personId: 'U0APPROVER1',
    messageTs: notice.ts,
    actionId: 'acknowledge_session',
    blockId: 'decide',
    value: session.sessionId,
  });
}

/** The notice as the page shows it now. */
export async function noticeNow({ snapshot }: Started, ts: string): Promise<string> {
  return JSON.stringify((await snapshot()).messages.find((message) => message.ts === ts));
}
