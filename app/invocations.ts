// What each Lambda does with one invocation, once its ports are composed.
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { takeIn } from './aws/delivery.ts';
import { exportEvent } from './aws/exporter.ts';
import type { Composed } from './compose.ts';
import { type AuditPorts, type AuditSettings, exportFor, night } from './workflow/audit-export.ts';
import type { Home } from './workflow/observe.ts';

/** Some of what is composed, and the client that tells when its secrets are old, where there is one. */
type Parts<K extends keyof Composed> = Pick<Composed, K> & Partial<Pick<Composed, 'client'>>;

/** Hands on the CloudTrail records that an invocation carries. @throws Error of what could not be stored */
export function onRecords(compose: () => Promise<Parts<'workflow' | 'monitor'>>) {
  const composed = current(compose);
  return async (event: unknown, { invokedFunctionArn }: Pick<Context, 'invokedFunctionArn'>): Promise<void> => {
    const { workflow, monitor } = await composed();
    try {
      const home = homeOf(invokedFunctionArn);
      await takeIn(event, async (observation) => (await workflow.observe(observation, home)).show);
    } finally {
      monitor.flush();
    }
  };
}

const oneSession = z.object({ sessionId: z.string() });

/** What one call that is under way may still take when the time is up: then the function is killed. */
const SPARE_MILLIS = 5_000;

/** Looks at one session when it is asked to, e.g. `{"sessionId": "operator-…"}`, and at all that are open otherwise. */
export function onWatch(compose: () => Promise<Parts<'workflow' | 'monitor' | 'clock'>>) {
  const composed = current(compose);
  return async (event: unknown, context: Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>) => {
    const { workflow, monitor, clock } = await composed();
    const asked = oneSession.safeParse(event);
    const until = new Date(clock.now().getTime() + context.getRemainingTimeInMillis() - SPARE_MILLIS);
    try {
      if (asked.success) await workflow.confirm(asked.data.sessionId, until);
      else await workflow.watch(until, homeOf(context.invokedFunctionArn));
    } finally {
      monitor.flush();
    }
  };
}

/** Exports when it is asked to, e.g. `{"export": {…}}`, and does what a night has to do otherwise. */
export function onAudit(compose: () => Promise<AuditPorts & Parts<'monitor'>>, settings: AuditSettings) {
  const composed = current(compose);
  return async (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> => {
    const ports = await composed();
    const asked = exportEvent.safeParse(event);
    const until = new Date(ports.clock.now().getTime() + context.getRemainingTimeInMillis() / 2);
    try {
      if (asked.success) await exportFor(ports, settings, asked.data.export);
      else if (isAnExport(event)) throw new Error('an export was asked for in an unknown form', { cause: asked.error });
      else await night(ports, settings, until);
    } finally {
      ports.monitor.flush();
    }
  };
}

function isAnExport(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'export' in event;
}

/** The account and region in which a function runs, from its own ARN. */
function homeOf(functionArn: string): Home {
  const [, , , region, accountId] = functionArn.split(':');
  return { region: region || undefined, accountId: accountId || undefined };
}

/** How long secrets from Parameter Store are taken for the current ones, whatever a stranger sends. */
export const SECRETS_KEPT_MILLIS = 60_000;

/**
 * Makes it at once and keeps it; what failed is made again by the next invocation, since a container lives for hours, and
 * so are the parts whose token Slack refuses, with the secrets as they are then.
 */
function current<T extends Partial<Pick<Composed, 'client'>>>(make: () => Promise<T>): () => Promise<T> {
  let get = kept(make);
  let madeAt = Date.now();
  return async () => {
    const made = await get();
    if (!made.client?.isRefused || Date.now() - madeAt < SECRETS_KEPT_MILLIS) return made;
    get = kept(make);
    madeAt = Date.now();
    return get();
  };
}

/** Makes it at once and keeps it; what failed is made again when it is asked for. */
export function kept<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  function get(): Promise<T> {
    if (made === undefined) {
      made = make();
      made.catch(() => {
        made = undefined;
      });
    }
    return made;
  }
  // What fails here is told by the first invocation, which waits for it.
  get().catch(() => {});
  return get;
}
