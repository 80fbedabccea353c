// What a CloudTrail record tells becomes an event of a session, or of a row of denied attempts.
import type { Counted } from '../lib/metrics.ts';
import type { Observation } from '../ports.ts';
import type { SessionCommand } from '../session/decide.ts';
import type { Operator, Principal, StartFacts } from '../session/event.ts';
import { deriveKind } from '../session/kind.ts';
import { resolveOperator } from '../session/operator.ts';
import { deriveDeniedId } from '../session/session.ts';
import { isWatched, resolveTarget } from '../session/target.ts';
import { type Appended, appendObservation, NOTHING_NEW, type Ports } from './record.ts';
import type { WorkflowSettings } from './settings.ts';
import type { PostThrottle } from './slack-sync/post-throttle.ts';

/** The region and account of this deployment: it watches its own. */
export interface AccountAndRegion {
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
}

/** What waits behind it is not stored yet, so Slack gets no more than this to say who an address belongs to. */
const LOOK_UP_MILLIS = 2_000;

export interface IngestOptions {
  readonly home?: AccountAndRegion;
  /** See `record` */
  readonly leases?: boolean;
  /** What stands before Slack meanwhile */
  readonly throttle?: PostThrottle;
}

type Of<T extends Observation['type']> = Extract<Observation, { type: T }>;

/**
 * Stores what a CloudTrail record tells.
 * @returns among others what leases it, for when all else is stored
 * @throws Error when it could not be stored
 */
export async function ingestRecord(
  usual: Ports,
  settings: WorkflowSettings,
  observation: Observation,
  { home = {}, leases = true, throttle = usual.throttle }: IngestOptions = {},
): Promise<Appended> {
  const ports = { ...usual, throttle: throttle };
  if (observation.type === 'ignored') return unused(ports, 'RecordsIgnored');
  if (isElsewhere(observation, home)) return unused(ports, 'RecordsFromElsewhere');
  switch (observation.type) {
    case 'start':
      return observeStart(ports, settings, observation, leases);
    case 'denied':
      return observeDenied(ports, settings, observation, leases);
    case 'terminate-call': {
      const { sessionId, caller: by, at } = observation;
      const command: SessionCommand = { type: 'observeTerminateCall', id: commandIdOf(observation), by, at };
      return appendObservation(ports, sessionId, command, { leases });
    }
  }
}

/**
 * The same for every delivery of a record. One that could be read in part only is another cause than the same record read
 * whole: CloudTrail may tell later what it had left out, under the id of the first.
 */
export function commandIdOf(observation: Exclude<Observation, { type: 'ignored' }>): string {
  const missing = observation.type === 'start' ? missingIn(observation.start) : [];
  return [`cloudtrail:${observation.recordId}`, ...missing.map((part) => `without-${part}`)].join(':');
}

function missingIn({ parameters, document, principal }: Of<'start'>['start']): string[] {
  return [
    ...(parameters === undefined ? ['parameters'] : []),
    ...(document === null ? ['document'] : []),
    ...(principal.arn === undefined || principal.type === 'Unknown' ? ['identity'] : []),
  ];
}

async function observeStart(
  ports: Ports,
  settings: WorkflowSettings,
  observation: Of<'start'>,
  leases: boolean,
): Promise<Appended> {
  const { start, targetId } = observation;
  if (!isWatched(settings.targets, targetId)) return unused(ports, 'RecordsOfOtherTargets');
  const facts: StartFacts = {
    ...start,
    document: start.document ?? undefined,
    operator: await identifyOperator(ports, settings, start.principal),
    target: resolveTarget(settings.targets, targetId),
    kind: deriveKind(start.document, start.parameters, settings.shellDocuments),
  };
  const command: SessionCommand = { type: 'observeStart', id: commandIdOf(observation), facts };
  return appendObservation(ports, start.sessionId, command, { isNew: true, leases });
}

async function observeDenied(
  ports: Ports,
  settings: WorkflowSettings,
  observation: Of<'denied'>,
  leases: boolean,
): Promise<Appended> {
  const { denied, targetIds } = observation;
  const [targetId] = targetIds.filter((id) => isWatched(settings.targets, id));
  if (targetIds.length > 0 && targetId === undefined) return unused(ports, 'RecordsOfOtherTargets');
  const operator = resolveOperator(denied.principal, settings);
  const facts = {
    ...denied,
    operator,
    target: targetId === undefined ? undefined : resolveTarget(settings.targets, targetId),
  };
  const command: SessionCommand = { type: 'observeDenied', id: commandIdOf(observation), facts };
  return appendObservation(ports, deriveDeniedId(facts), command, { isNew: true, leases });
}

function unused({ monitor }: Ports, metric: Counted): Appended {
  monitor.count(metric);
  return NOTHING_NEW;
}

/** Who is behind a principal, by the settings or by the directory. */
export async function identifyOperator(
  { directory, clock, monitor }: Ports,
  settings: WorkflowSettings,
  principal: Principal,
): Promise<Operator> {
  const listed = resolveOperator(principal, settings);
  const domain = settings.operatorEmailDomain;
  if (listed.slackUser !== undefined || domain === undefined) return listed;
  // In small letters, so that nobody is missed who is written otherwise in Slack.
  const email = (principal.name.includes('@') ? principal.name : `${principal.name}@${domain}`).toLowerCase();
  if (!email.endsWith(`@${domain.toLowerCase()}`)) return listed;
  try {
    const waited = clock.pause(LOOK_UP_MILLIS);
    const user = await Promise.race([directory.userByEmail(email), waited]);
    return resolveOperator(principal, settings, user ?? undefined);
  } catch (cause) {
    // The notice goes out all the same; the acknowledgement will say that the operator is not verified.
    monitor.fault('the operator could not be looked up', cause);
    return listed;
  }
}

function isElsewhere(record: AccountAndRegion, home: AccountAndRegion): boolean {
  const differ = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && a !== b;
  return differ(home.region, record.region) || differ(home.accountId, record.accountId);
}
