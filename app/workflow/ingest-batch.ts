// The CloudTrail records of one delivery: all are stored before any is synced, since Slack may be slow.
import type { ObservedRecords, Ports, StoredStream } from '../ports.ts';
import type { Observation } from '../session/event.ts';
import { type AccountAndRegion, ingestRecord } from './ingest-record.ts';
import { putEvents } from './put-events.ts';
import type { WorkflowSettings } from './settings.ts';
import { createDrain, type Drain } from './slack-sync/post-throttle.ts';
import { acquireAndSync, syncHeld } from './slack-sync/sync-notice.ts';
import { sendTampering } from './tampering/send-tampering.ts';

/** Notices that Slack takes within a minute. A stream behind them is leased when its turn comes. */
const MAX_LEASED = 40;
/** A batch of so few leases them without asking whether another writer drains the channel: they are given back soon. */
const MAX_LEASED_UNASKED = 8;
/** Starts that are stored at once. */
const MAX_AT_ONCE = 8;

export interface BatchOptions {
  readonly home?: AccountAndRegion;
  /** No post begins that could not end by then */
  readonly until: Date;
}

/** A stream that changed, with the owner of its lease if one was taken. */
interface Changed {
  readonly stored: StoredStream;
  readonly owner: string | undefined;
}

/**
 * One bad record costs the others nothing.
 * @throws {AggregateError} of all records that could not be read, stored or synced
 */
export async function ingestBatch(
  ports: Ports,
  settings: WorkflowSettings,
  { observations, faults }: ObservedRecords,
  { home = {}, until }: BatchOptions,
): Promise<void> {
  const throttle = createDrain(ports, { owner: ports.newId(), until, goesOn: false });
  const draining = { ...ports, throttle };
  const isOurs = observations.length <= MAX_LEASED_UNASKED || (await throttle.readState()) !== 'others';
  const failed: unknown[] = [...faults];
  let leasesLeft = isOurs ? MAX_LEASED : 0;

  async function ingestOne(observation: Observation): Promise<Changed[]> {
    const owner = leasesLeft-- > 0 ? ports.newId() : undefined;
    try {
      const result = await ingestRecord(draining, settings, observation, { home, owner });
      return result.outcome === 'changed' ? [{ stored: result.stored, owner }] : [];
    } catch (fault) {
      failed.push(fault);
      return [];
    }
  }

  try {
    const changed: Changed[] = [];
    for (const together of storedTogether(observations))
      changed.push(...(await Promise.all(together.map(ingestOne))).flat());
    const synced: StoredStream[] = [];
    for (const one of changed) {
      await syncChanged(draining, one).then(
        (stored) => synced.push(stored),
        (fault: unknown) => failed.push(fault),
      );
    }
    if (observations.some(({ type }) => type === 'tampering'))
      await sendTampering(draining, until).catch((fault: unknown) => failed.push(fault));
    // Events that are left stay due: the watchdog puts them.
    await putEvents(ports, synced, until);
  } finally {
    await throttle.end();
  }
  if (failed.length > 0) {
    const all = observations.length + faults.length;
    throw new AggregateError(failed, `${failed.length} of ${all} records failed: ${failed.map(String).join('; ')}`);
  }
}

/** Starts are streams of their own and are stored some at once; other records may meet in one stream and wait their turn. */
function* storedTogether(observations: readonly Observation[]): Generator<readonly Observation[]> {
  const starts = observations.filter(({ type }) => type === 'start');
  for (let from = 0; from < starts.length; from += MAX_AT_ONCE) yield starts.slice(from, from + MAX_AT_ONCE);
  for (const other of observations.filter(({ type }) => type !== 'start')) yield [other];
}

/** A stream without a lease is left to the writer that drains the channel, if there is one. */
async function syncChanged(
  ports: Ports & { readonly throttle: Drain },
  { stored, owner }: Changed,
): Promise<StoredStream> {
  if (owner !== undefined) return syncHeld(ports, stored, { owner });
  const mayPost = ['free', 'paced'].includes(await ports.throttle.readState());
  return mayPost ? acquireAndSync(ports, stored, { owner: ports.newId() }) : stored;
}
