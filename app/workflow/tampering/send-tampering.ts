// Changes of this deployment's own resources: stored first, then told in the channel. What Slack does not take, the watchdog
// sends again.
import type { Ports, SendResult } from '../../ports.ts';
import type { Observation } from '../../session/event.ts';
import { countCalls, type PostedMessage, type TamperingNotice } from '../../session/stored-state.ts';
import { MAX_CONFLICTS, StoreConflictError, takeLease } from '../append.ts';
import { sendThrough, type Throttled } from '../slack-sync/post-throttle.ts';
import { addTampering, isUndelivered } from './add-tampering.ts';

type Notices = readonly TamperingNotice[];
type TamperingPorts = Pick<Ports, 'controls' | 'messenger' | 'monitor' | 'throttle' | 'clock' | 'newId'>;
type Told = SendResult<object> | Throttled;

/** Before the next try at most; at random, or writers at once would meet again. */
const MAX_PAUSE_MILLIS = 100;
/** Sessions come first: the next pass tells the rest. */
const MAX_SEND_MILLIS = 5_000;

/**
 * Stores the call, so that no outage of Slack loses it. Another delivery of the same record changes nothing.
 * @throws {StoreConflictError} and whatever the store throws
 */
export async function recordTampering(
  ports: TamperingPorts,
  { recordId, tampering }: Extract<Observation, { type: 'tampering' }>,
): Promise<void> {
  const { clock, monitor } = ports;
  const { isChanged } = await change(ports, (notices) => addTampering(notices, recordId, tampering, clock.now()));
  if (isChanged) monitor.count('Tamperings');
}

/**
 * Makes Slack show all that is stored. A notice that fails costs the others nothing.
 * @param until no notice is begun after it, nor after a few seconds
 * @throws {Error} if the store fails; the next pass continues
 */
export async function sendTampering(ports: TamperingPorts, until: Date): Promise<void> {
  const { clock, controls, monitor } = ports;
  const end = Math.min(until.getTime(), clock.now().getTime() + MAX_SEND_MILLIS);
  const { value } = await controls.read('#tampering');
  for (const { id } of value?.notices.filter(isUndelivered) ?? []) {
    if (clock.now().getTime() >= end) return;
    try {
      await sendOne(ports, id);
    } catch (cause) {
      monitor.fault('tampering notice failed', cause, { id });
    }
  }
}

async function sendOne(ports: TamperingPorts, id: string): Promise<void> {
  const { clock, monitor, newId } = ports;
  const owner = newId();
  const { notices } = await change(ports, (all) =>
    replace(all, id, (one) => {
      const lease = takeLease(one.lease, owner, clock.now());
      return isUndelivered(one) && lease.owner === owner ? { ...one, lease } : one;
    }),
  );
  const held = notices.find((one) => one.id === id);
  if (held?.lease?.owner !== owner) return;
  const { told, ...kept } = await tell(ports, held);
  if (told.outcome !== 'sent' && told.outcome !== 'closed')
    monitor.fault('tampering notice failed', told.cause, { id, outcome: told.outcome });
  // An unknown outcome keeps the lease: its next holder searches first.
  const isUnknown = told.outcome === 'unknown' && held.posted === undefined;
  if (!isUnknown)
    await change(ports, (all) =>
      replace(all, id, (one) => (one.lease?.owner === owner ? { ...one, ...kept, lease: undefined } : one)),
    );
}

/** @returns what is to be stored beside the outcome */
async function tell(
  { messenger, throttle }: TamperingPorts,
  notice: TamperingNotice,
): Promise<Pick<TamperingNotice, 'posted' | 'shown'> & { readonly told: Told }> {
  const { lease, posted: before, shown } = notice;
  // Its last holder may have posted it and died.
  const found = before ?? ((lease?.takeovers ?? 0) > 0 ? await messenger.findTampering(notice) : undefined);
  if (typeof found !== 'object') {
    const mayRepeat = found === 'not-searchable';
    const told = await sendThrough(throttle, 'channel', () => messenger.postTampering(notice, { mayRepeat }));
    return told.outcome === 'sent' ? { told, posted: pickPosted(told), shown: countCalls(notice) } : { told };
  }
  const told = await sendThrough(throttle, 'edits', () => messenger.updateTampering(found, notice));
  if (told.outcome === 'sent') return { told, posted: found, shown: countCalls(notice) };
  // A deleted message is posted again: nobody hides a change by deleting it.
  return told.outcome === 'message-gone'
    ? { told, posted: undefined, shown: undefined }
    : { told, posted: found, shown };
}

function pickPosted({ channel, ts, at }: PostedMessage): PostedMessage {
  return { channel, ts, at };
}

function replace(notices: Notices, id: string, by: (notice: TamperingNotice) => TamperingNotice): Notices {
  const at = notices.findIndex((one) => one.id === id);
  const before = notices[at];
  const after = before && by(before);
  return after === undefined || after === before ? notices : notices.with(at, after);
}

/** @throws {StoreConflictError} if other writers always come first */
async function change(
  { controls, clock }: TamperingPorts,
  by: (notices: Notices) => Notices,
): Promise<{ readonly notices: Notices; readonly isChanged: boolean }> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const { value, version } = await controls.read('#tampering');
    const before = value?.notices ?? [];
    const notices = by(before);
    if (notices === before) return { notices, isChanged: false };
    if (await controls.write('#tampering', { notices }, version)) return { notices, isChanged: true };
    await clock.pause(Math.random() * MAX_PAUSE_MILLIS);
  }
  throw new StoreConflictError('#tampering');
}
