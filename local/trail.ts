// The CloudTrail of the trial: delivers each record by subscription, EventBridge and log group, unless it is late.
import { isSessionCall } from '../app/aws/cloudtrail/trail-filter.ts';
import { LOG_GROUP } from './aws/account.ts';
import type { CloudTrailRecord } from './aws/cloudtrail-record.ts';
import type { IsBroken } from './aws/deployment/breakage.ts';
import { startLogs } from './aws/logs.ts';
import { toEventBridgeEvent, toSubscriptionEvent } from './records.ts';

export interface LocalTrail {
  /** Endpoint of the log group. */
  readonly url: string;
  /**
   * Delivers a record, or holds it back while late.
   * @throws {unknown} the receiving function's error
   */
  deliver(record: CloudTrailRecord): Promise<void>;
  /**
   * Delivers the last record again.
   * @throws {Error} if there is none, or while late
   */
  repeat(): Promise<void>;
  isLate(): boolean;
  /**
   * While true, records are held back; afterwards they are delivered in order.
   * @throws {unknown} the receiving function's first error
   */
  setLate(late: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface TrailOptions {
  /** Invokes the function with an event of the subscription or of EventBridge. */
  readonly send: (event: unknown) => Promise<unknown>;
  /** File that keeps the log group; in memory only without it. */
  readonly keepFile?: string | undefined;
  readonly isBroken?: IsBroken | undefined;
}

/** @throws {Error} if `keepFile` does not contain valid events */
export async function startTrail({ send, keepFile, isBroken }: TrailOptions): Promise<LocalTrail> {
  const logs = await startLogs({ logGroupName: LOG_GROUP, keepFile, isBroken });
  let last: CloudTrailRecord | undefined;
  let late = false;
  let held: CloudTrailRecord[] = [];
  let caughtUp: Promise<unknown> = Promise.resolve();

  async function deliver(record: CloudTrailRecord): Promise<void> {
    logs.put(record);
    await Promise.all(findRoutes(record).map((toEvent) => send(toEvent(record))));
  }

  async function catchUp(records: readonly CloudTrailRecord[]): Promise<void> {
    const faults: unknown[] = [];
    for (const record of records) await deliver(record).catch((fault) => faults.push(fault));
    if (faults.length > 0) throw faults[0];
  }

  return {
    url: logs.url,
    async deliver(record) {
      last = record;
      if (late) {
        held = [...held, record];
        return;
      }
      // Held records come first.
      await caughtUp;
      await deliver(record);
    },
    async repeat() {
      if (late) throw new Error('CloudTrail is late: no event can be delivered twice now.');
      if (last === undefined) throw new Error('There is no event to deliver again yet.');
      await deliver(last);
    },
    isLate: () => late,
    async setLate(now) {
      late = now;
      if (late) return;
      const records = held;
      held = [];
      const bringing = catchUp(records);
      caughtUp = bringing.catch(() => undefined);
      await bringing;
    },
    async close() {
      // The next start finds them in the kept log group.
      for (const record of held) logs.put(record);
      held = [];
      await logs.close();
    },
  };
}

/** The deployed rules and the filter: records of sessions come both ways, those of IAM by the subscription alone. */
function findRoutes({ eventSource, eventName }: CloudTrailRecord): ((record: CloudTrailRecord) => unknown)[] {
  const bySubscription = (record: CloudTrailRecord) => toSubscriptionEvent([record]);
  if (isSessionCall(eventName)) return [toEventBridgeEvent, bySubscription];
  return eventSource === 'iam.amazonaws.com' ? [bySubscription] : [toEventBridgeEvent];
}
