// One CloudTrail record becomes an event of a session, or of a stream of denied attempts.
import type { Counted } from '../lib/metrics.ts';
import type { Ports } from '../ports.ts';
import type { SessionCommand } from '../session/decide.ts';
import { deriveDeniedId } from '../session/denied.ts';
import {
  isWatched,
  type Observation,
  type Operator,
  type Principal,
  resolveTarget,
  type StartFacts,
} from '../session/event.ts';
import { deriveKind } from '../session/kind.ts';
import { resolveOperator } from '../session/operator.ts';
import type { AppendResult } from './append.ts';
import { appendObservation } from './record.ts';
import type { WorkflowSettings } from './settings.ts';
import { recordTampering } from './tampering/send-tampering.ts';

/** The region and account of this deployment: it watches its own. */
export interface AccountAndRegion {
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
}

/** Time limit of the e-mail lookup: the session is stored only after it. */
const LOOK_UP_MILLIS = 2_000;

export interface IngestOptions {
  readonly home?: AccountAndRegion;
  /** See `AppendOptions` */
  readonly owner?: string | undefined;
}

/** `unused` is a record that is no business of ours. */
export type IngestResult = AppendResult | { readonly outcome: 'unused' };

type Of<T extends Observation['type']> = Extract<Observation, { type: T }>;

/**
 * Stores one CloudTrail record.
 * @throws {StoreConflictError} and whatever the store throws, when it could not be stored
 */
export async function ingestRecord(
  ports: Ports,
  settings: WorkflowSettings,
  observation: Observation,
  { home = {}, owner }: IngestOptions = {},
): Promise<IngestResult> {
  if (observation.type === 'ignored') return unused(ports, 'RecordsIgnored');
  if (observation.type === 'tampering') return observeTampering(ports, observation, home);
  if (isElsewhere(observation, home)) return unused(ports, 'RecordsFromElsewhere');
  switch (observation.type) {
    case 'start':
      return observeStart(ports, settings, observation, owner);
    case 'denied':
      return observeDenied(ports, settings, observation, owner);
    case 'terminate-call': {
      const { sessionId, caller: by, at } = observation;
      const command: SessionCommand = { type: 'observeTerminateCall', id: commandIdOf(observation), by, at };
      return appendObservation(ports, sessionId, command, { owner });
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
  owner: string | undefined,
): Promise<IngestResult> {
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
  return appendObservation(ports, start.sessionId, command, { isNew: true, owner });
}

async function observeDenied(
  ports: Ports,
  settings: WorkflowSettings,
  observation: Of<'denied'>,
  owner: string | undefined,
): Promise<IngestResult> {
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
  return appendObservation(ports, deriveDeniedId(facts), command, { isNew: true, owner });
}

/** Of any region: IAM's records come from another one. */
async function observeTampering(
  ports: Ports,
  observation: Of<'tampering'>,
  { accountId }: AccountAndRegion,
): Promise<IngestResult> {
  if (isElsewhere({ accountId: observation.accountId }, { accountId })) return unused(ports, 'RecordsFromElsewhere');
  await recordTampering(ports, observation);
  return { outcome: 'unused' };
}

function unused({ monitor }: Ports, metric: Counted): IngestResult {
  monitor.count(metric);
  return { outcome: 'unused' };
}

/** @returns the operator by the settings, or else by Slack's directory of e-mail addresses */
export async function identifyOperator(
  { directory, clock, monitor }: Ports,
  settings: WorkflowSettings,
  principal: Principal,
): Promise<Operator> {
  const listed = resolveOperator(principal, settings);
  const domain = settings.operatorEmailDomain;
  if (listed.slackUser !== undefined || domain === undefined) return listed;
  // Slack may spell the same address in other letter case.
  const email = (principal.name.includes('@') ? principal.name : `${principal.name}@${domain}`).toLowerCase();
  if (!email.endsWith(`@${domain.toLowerCase()}`)) return listed;
  try {
    const waited = clock.pause(LOOK_UP_MILLIS);
    const user = await Promise.race([directory.userByEmail(email), waited]);
    return resolveOperator(principal, settings, user ?? undefined);
  } catch (cause) {
    // The notice goes out without the Slack user; the acknowledgement then says that four eyes are unverified.
    monitor.fault('operator lookup failed', cause);
    return listed;
  }
}

function isElsewhere(record: AccountAndRegion, home: AccountAndRegion): boolean {
  const differ = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && a !== b;
  return differ(home.region, record.region) || differ(home.accountId, record.accountId);
}
