// CloudTrail of this machine: brings each record by every way that AWS has, unless it is late.
import { LOG_GROUP } from './aws/account.ts';
import type { CloudTrailRecord } from './aws/cloudtrail-record.ts';
import { startLogs } from './aws/logs.ts';
import { toEventBridgeEvent, toSubscriptionEvent } from './records.ts';

export interface LocalTrail {
  /** Where the log group is asked. */
  readonly url: string;
  /** @throws what the function throws that the record is brought to */
  deliver(record: CloudTrailRecord): Promise<void>;
  /** Brings the last record once more. @throws Error when there is none, or while it is late */
  repeat(): Promise<void>;
  isLate(): boolean;
  /** While true, records are held back; then they are brought in their order. @throws what the function throws */
  setLate(late: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface TrailOptions {
  /** Takes what a log subscription and EventBridge send. */
  readonly send: (event: unknown) => Promise<unknown>;
  /** Where the log group outlives the process; in memory only without it. */
  readonly keepFile?: string | undefined;
}

/** @throws Error when `keepFile` holds something else than events */
export async function startTrail({ send, keepFile }: TrailOptions): Promise<LocalTrail> {
  const logs = await startLogs({ logGroupName: LOG_GROUP, keepFile });
  let last: CloudTrailRecord | undefined;
  let late = false;
  let held: CloudTrailRecord[] = [];
  let caughtUp: Promise<unknown> = Promise.resolve();

  async function deliver(record: CloudTrailRecord): Promise<void> {
    logs.put(record);
    await Promise.all([send(toEventBridgeEvent(record)), send(toSubscriptionEvent([record]))]);
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
      // Nothing overtakes what was held back.
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
      // Late is not lost: whoever reads the kept log group finds them.
      for (const record of held) logs.put(record);
      held = [];
      await logs.close();
    },
  };
}
