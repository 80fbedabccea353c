// The Lambda stand-in: Lambda's Invoke protocol for functions of this process.
import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from './account.ts';
import { type Loopback, type LoopbackRequest, type LoopbackResponse, startLoopback } from './loopback.ts';

export interface LambdaContext {
  functionName: string;
  invokedFunctionArn: string;
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export type LambdaFunction = (event: unknown, context: LambdaContext) => Promise<unknown>;

export interface LambdaOptions {
  functions: Record<string, LambdaFunction>;
  /** Receives errors of asynchronous invocations, which have no caller. The stand-in never retries. */
  onError: (error: unknown, functionName: string) => void;
  /** Called after each invocation. */
  onInvoked?: ((invocation: LambdaInvocation) => void) | undefined;
  /**
   * Start of the countdown of `getRemainingTimeInMillis`; the stand-in stops no function.
   * @default 60
   */
  timeoutSeconds?: number | undefined;
}

export interface LambdaInvocation {
  functionName: string;
  event: unknown;
  at: Date;
  millis: number;
  /** The function's error; absent after success. */
  error?: unknown;
}

export interface LambdaStandIn extends Loopback {
  /**
   * Invokes a function as a trigger does: a log subscription, an event bus, an HTTP API, a schedule.
   * @throws {unknown} the function's own error
   */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Resolves when no asynchronous invocation is queued or running, including those started meanwhile. */
  settled(): Promise<void>;
  /** Calls `act` while no invocation is queued or running. */
  whenIdle(act: () => void): Promise<void>;
}

export async function startLambda(options: LambdaOptions): Promise<LambdaStandIn> {
  const { onError, onInvoked, timeoutSeconds = 60 } = options;
  const functions = new Map(Object.entries(options.functions));
  const running = new Set<Promise<void>>();
  /** All running invocations, including synchronous ones. */
  const inProgress = new Set<Promise<unknown>>();

  function createContext(functionName: string): LambdaContext {
    // The trial can move the date meanwhile, so a monotonic clock counts.
    const endsAt = performance.now() + timeoutSeconds * 1000;
    return {
      functionName,
      invokedFunctionArn: toArn(functionName),
      awsRequestId: randomUUID(),
      getRemainingTimeInMillis: () => Math.max(0, endsAt - performance.now()),
    };
  }

  function invoke(functionName: string, event: unknown): Promise<unknown> {
    const invocation = perform(functionName, event);
    const ended = invocation.catch(() => {}).finally(() => inProgress.delete(ended));
    inProgress.add(ended);
    return invocation;
  }

  async function perform(functionName: string, event: unknown): Promise<unknown> {
    const run = functions.get(functionName);
    if (run === undefined) throw new Error(`Function not found: ${toArn(functionName)}`);
    const at = new Date();
    const began = performance.now();
    const report = (rest: Pick<LambdaInvocation, 'error'>) =>
      onInvoked?.({ functionName, event, at, millis: performance.now() - began, ...rest });
    try {
      const result = await run(event, createContext(functionName));
      report({});
      return result;
    } catch (error) {
      report({ error });
      throw error;
    }
  }

  async function answer({ method, path, headers, body }: LoopbackRequest): Promise<LoopbackResponse> {
    const name = findFunctionName(path);
    if (method !== 'POST' || name === undefined) return refuse(404, 'UnknownOperationException', `${method} ${path}`);
    if (!functions.has(name)) return refuse(404, 'ResourceNotFoundException', `Function not found: ${toArn(name)}`);
    let event: unknown;
    try {
      event = body === '' ? {} : JSON.parse(body);
    } catch (error) {
      return refuse(400, 'InvalidRequestContentException', `Could not parse request body into json: ${error}`);
    }
    switch (headers['x-amz-invocation-type'] ?? 'RequestResponse') {
      case 'RequestResponse':
        return invoke(name, event).then(
          (result) => respond(200, JSON.stringify(result) ?? 'null'),
          (error: unknown) => respond(200, describeError(error), { 'x-amz-function-error': 'Unhandled' }),
        );
      case 'Event': {
        const { promise: taken, resolve: afterwards } = Promise.withResolvers<void>();
        const invocation = taken
          .then(() => invoke(name, event))
          .then(
            () => undefined,
            (error: unknown) => onError(error, name),
          );
        running.add(invocation);
        void invocation.finally(() => running.delete(invocation));
        return { ...respond(202, ''), afterwards };
      }
      case 'DryRun':
        return respond(204, '');
      default:
        return refuse(400, 'InvalidParameterValueException', 'The invocation type is not one of Lambda’s.');
    }
  }

  return {
    ...(await startLoopback(answer)),
    invoke,
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
    async whenIdle(act) {
      while (running.size + inProgress.size > 0) await Promise.all([...running, ...inProgress]);
      act();
    },
  };
}

/**
 * The path contains a name or an ARN.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
function findFunctionName(path: string): string | undefined {
  const written = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path)?.[1];
  return written && decodeURIComponent(written).split(':function:').at(-1);
}

function toArn(functionName: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}`;
}

function respond(status: number, body: string, headers: Record<string, string> = {}): LoopbackResponse {
  return {
    status,
    body,
    headers: { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST', ...headers },
  };
}

function refuse(status: number, type: string, message: string): LoopbackResponse {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type };
  return { status, headers, body: JSON.stringify({ Type: 'User', Message: message }) };
}

function describeError(error: unknown): string {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split('\n') });
}
