// The SSM stand-in: SSM's real protocol on one side, on the other what people and faults do to sessions.
import { refuse } from './aws-json.ts';
import { type Loopback, type LoopbackRequest, startLoopback } from './loopback.ts';
import { createSsmCommands, type SsmCommands } from './ssm-commands.ts';
import { perform, SSM_OPERATIONS, type SsmOperation } from './ssm-operations.ts';
import type { LocalSession } from './ssm-session.ts';
import { type NewSession, openSsmSessionStore, type SsmSessionStore } from './ssm-session-store.ts';

export interface SsmStandIn extends Loopback, Pick<SsmSessionStore, 'sessions'>, Pick<SsmCommands, 'commands'> {
  /** Called after each change of a session and each command. @returns a function that stops it */
  onChange(listener: () => void): () => void;
  /** @throws Error when the target is not connected */
  start(session: NewSession): LocalSession;
  /** The operator leaves, as with `exit`: no API call, and so no CloudTrail record. @throws Error for an unknown session */
  end(sessionId: string): void;
  /** @throws Error for an unknown session */
  fail(sessionId: string): void;
  /** The operator's network is gone; the session stays active. @throws Error for an unknown session */
  disconnect(sessionId: string): void;
  /** While true, TerminateSession succeeds as ever and cuts nothing. */
  terminateDoesNothing(on: boolean): void;
  /** The next `times` requests are answered with ThrottlingException. The SDK tries each call three times by default. */
  throttle(times: number): void;
  /** While true, requests for the operation wait; those whose client is still there are performed afterwards. */
  hang(operation: SsmOperation, on: boolean): void;
  /** Every request so far by its operation, the SDK's own repeats too. */
  calls(): string[];
}

export interface SsmOptions {
  /** Managed nodes that are connected, e.g. ["i-0123456789abcdef0"] */
  targets: string[];
  /** Documents that SendCommand knows, e.g. ["bastion-ack-warning"]. @default none */
  commandDocuments?: readonly string[] | undefined;
  /** Where the sessions outlive the process; in memory only without it. */
  keepFile?: string | undefined;
  now?: (() => Date) | undefined;
  /** How long a cut session stays Terminating. @default 300 */
  settleMillis?: number | undefined;
}

/** @throws Error when `keepFile` holds something else than sessions */
export async function startSsm(options: SsmOptions): Promise<SsmStandIn> {
  const { targets, commandDocuments = [], keepFile, now = () => new Date(), settleMillis = 300 } = options;
  const store = openSsmSessionStore({ keepFile, now, settleMillis });
  const commands = createSsmCommands(now);
  const calls: string[] = [];
  const hanging = new Map<SsmOperation, PromiseWithResolvers<void>>();
  let idleTerminate = false;
  let throttled = 0;

  async function answer({ method, path, headers, body, gone }: LoopbackRequest) {
    const [service, name = ''] = String(headers['x-amz-target']).split('.');
    const operation = SSM_OPERATIONS.find((one) => one === name);
    if (method !== 'POST' || path !== '/' || service !== 'AmazonSSM' || operation === undefined) {
      return refuse('UnknownOperationException', `${method} ${path} ${headers['x-amz-target']} is not known here.`);
    }
    calls.push(operation);
    await hanging.get(operation)?.promise;
    if (gone()) return refuse('RequestExpired', 'The client did not wait.');
    if (throttled > 0) {
      throttled -= 1;
      return refuse('ThrottlingException', 'Rate exceeded');
    }
    return perform(operation, body, {
      sessions: store,
      commands,
      commandDocuments,
      targets,
      now,
      terminates: () => !idleTerminate,
    });
  }

  const { url, close } = await startLoopback(answer);
  return {
    url,
    sessions: store.sessions,
    commands: commands.commands,
    onChange(listener) {
      const stops = [store.onChange(listener), commands.onChange(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    start(session) {
      if (!targets.includes(session.target)) throw new Error(`${session.target} is not connected.`);
      return store.start(session);
    },
    end: (sessionId) => store.changeStatus(sessionId, 'Terminated'),
    fail: (sessionId) => store.changeStatus(sessionId, 'Failed'),
    disconnect: (sessionId) => store.changeStatus(sessionId, 'Disconnected'),
    terminateDoesNothing: (on) => {
      idleTerminate = on;
    },
    throttle: (times) => {
      throttled = times;
    },
    hang(operation, on) {
      if (on && !hanging.has(operation)) hanging.set(operation, Promise.withResolvers());
      if (on) return;
      hanging.get(operation)?.resolve();
      hanging.delete(operation);
    },
    calls: () => [...calls],
    close: () => {
      store.close();
      return close();
    },
  };
}
