// The SSM stand-in: SSM's protocol for the app, and controls for people and faults.
import { refuse } from './aws-json.ts';
import { type IsBroken, nothingIsBroken } from './deployment/breakage.ts';
import { type Loopback, type LoopbackRequest, startLoopback } from './loopback.ts';
import { createSsmCommands, type SsmCommands } from './ssm-commands.ts';
import { performOperation, SSM_OPERATIONS, type SsmOperation } from './ssm-operations.ts';
import type { LocalSession } from './ssm-session.ts';
import { type NewSession, openSsmSessionStore, type SsmSessionStore } from './ssm-session-store.ts';

export interface SsmStandIn extends Loopback, Pick<SsmSessionStore, 'sessions'>, Pick<SsmCommands, 'commands'> {
  /**
   * Calls the listener after each change of a session and each command.
   * @returns a function that removes the listener
   */
  onChange(listener: () => void): () => void;
  /** @throws {Error} if the target is not connected */
  start(session: NewSession): LocalSession;
  /**
   * Ends the session as `exit` does: without an API call, and so without a CloudTrail record.
   * @throws {Error} for an unknown session
   */
  end(sessionId: string): void;
  /** @throws {Error} for an unknown session */
  fail(sessionId: string): void;
  /**
   * Simulates a network failure of the operator; the session stays active.
   * @throws {Error} for an unknown session
   */
  disconnect(sessionId: string): void;
  /** While true, TerminateSession succeeds without effect. */
  terminateDoesNothing(on: boolean): void;
  /** Answers the next `times` requests with ThrottlingException. By default, the SDK tries each call three times. */
  throttle(times: number): void;
  /** While true, holds requests for the operation. Afterwards performs those whose client still waits. */
  hang(operation: SsmOperation, on: boolean): void;
  /** Operations of all requests so far, including the SDK's retries. */
  calls(): string[];
}

export interface SsmOptions {
  /** Connected managed nodes, e.g. ["i-0123456789abcdef0"] */
  targets: string[];
  /**
   * Documents that SendCommand accepts, e.g. ["bastion-ack-warning"].
   * @default none
   */
  commandDocuments?: readonly string[] | undefined;
  /** File that keeps the sessions; in memory only without it. */
  keepFile?: string | undefined;
  now?: (() => Date) | undefined;
  /**
   * Time that a terminated session stays Terminating.
   * @default 300
   */
  settleMillis?: number | undefined;
  /** Secrets in Parameter Store by their name, which may be added later. */
  secrets?: ReadonlyMap<string, string> | undefined;
  /** Parameters that are no secrets, by their name. */
  parameters?: ReadonlyMap<string, string> | undefined;
  isBroken?: IsBroken | undefined;
}

/** @throws {Error} if `keepFile` does not contain valid sessions */
export async function startSsm(options: SsmOptions): Promise<SsmStandIn> {
  const { targets, commandDocuments = [], keepFile, now = () => new Date(), settleMillis = 300 } = options;
  const { secrets = new Map(), parameters = new Map(), isBroken = nothingIsBroken } = options;
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
    return performOperation(operation, body, {
      sessions: store,
      commands,
      commandDocuments,
      targets,
      secrets,
      parameters,
      isBroken,
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
