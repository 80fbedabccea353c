// Compares an archive with the trail, both ways: every start has its session, and every session its start.
import { toUtcDay } from '../../lib/days.ts';
import type { Trail } from '../../ports.ts';
import { addMillis } from '../../session/approval.ts';
import { deriveDeniedId } from '../../session/denied.ts';
import { isWatched, type Observation } from '../../session/event.ts';
import { isWithin, type Period } from '../exports/period.ts';
import { TIME_MARGIN_MILLIS } from '../read-streams.ts';
import type { Seal } from '../seals/seal.ts';
import type { Finding } from './verification-error.ts';
import type { Proof } from './verify.ts';

export interface TrailComparison {
  readonly outcome: 'complete';
  /** Number of StartSession records compared, without those of unwatched nodes */
  readonly records: number;
}

/**
 * @param period the part of the archive to compare; the trail must still hold all of it
 * @throws {Error} if the trail cannot be read
 */
export async function compareWithTrail(
  { seals, sealed }: Proof,
  trail: Trail,
  period: Period,
  onRecords?: (records: number) => void,
): Promise<TrailComparison | Finding> {
  const watched = new Map(seals.map(({ day, targets }) => [day, targets]));
  const started = new Set<string>();
  let records = 0;
  for await (const observation of readRecords(trail, period)) {
    if (observation instanceof Error)
      return createFinding(`a record of the trail cannot be read: ${observation.message}`);
    if (observation.type !== 'start' && observation.type !== 'denied') continue;
    const { id, at, targets } = identifyAttempt(observation);
    started.add(id);
    if (!isWithin(at, period) || !mayBeWatched(watched.get(toUtcDay(new Date(at))), targets)) continue;
    records += 1;
    onRecords?.(records);
    if (!sealed.has(id)) {
      return {
        ...createFinding(`the trail has it at ${at} (record ${observation.recordId}), and the archive does not`),
        session: id,
      };
    }
  }
  for (const [id, { type, filedAt }] of sealed) {
    if (type !== 'session' || !isWithin(filedAt, period)) continue;
    if (!started.has(id))
      return { ...createFinding('the archive has it, and the trail has no such start'), session: id };
  }
  return { outcome: 'complete', records };
}

function createFinding(what: string): Finding {
  return { outcome: 'wrong', what };
}

type Attempt = Extract<Observation, { type: 'start' | 'denied' }>;

function identifyAttempt(observation: Attempt): { id: string; at: string; targets: readonly string[] } {
  if (observation.type === 'start') {
    const { start, targetId } = observation;
    return { id: start.sessionId, at: start.startedAt, targets: [targetId] };
  }
  const { denied, targetIds } = observation;
  return { id: deriveDeniedId(denied), at: denied.attemptedAt, targets: targetIds };
}

/** An attempt that names no node may have meant any of them. */
function mayBeWatched(watched: Seal['targets'] | undefined, targets: readonly string[]): boolean {
  if (watched === undefined) return false;
  if (targets.length === 0) return true;
  return targets.some((target) => (watched === '*' ? isWatched('*', target) : watched.includes(target)));
}

async function* readRecords(trail: Trail, { from, to }: Period): AsyncGenerator<Observation | Error> {
  const range = { from: addMillis(from, -TIME_MARGIN_MILLIS), to: addMillis(to, TIME_MARGIN_MILLIS) };
  let token: string | undefined;
  do {
    const page = await trail.page(range, token);
    if (page === 'token-too-old') throw new Error('reading the trail took more than a day: compare a shorter time');
    yield* page.faults;
    yield* page.observations;
    token = page.next;
  } while (token !== undefined);
}
