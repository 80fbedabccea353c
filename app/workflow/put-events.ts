// Puts the events of the chains on the event bus: at least once, and those of one chain in their order.
import { listUnputEvents } from '../audit/bus-event.ts';
import type { BusEvent, EventBus, Ports, StoredStream } from '../ports.ts';
import { computeDueAt, hasUnputEvents } from './slack-sync/sync-notice.ts';
import { mapConcurrently } from './watchdog/map-concurrently.ts';

/** Streams of one run, which takes seconds at most. The next one does the rest. */
const MAX_STREAMS = 500;
/** Another writer changes a stream at most this often while its mark is written; else the events are put again. */
const MAX_CONFLICTS = 5;

/** A stream with its events that are not on the bus yet. */
interface Unput {
  readonly stored: StoredStream;
  readonly queue: BusEvent[];
  taken: number;
}

/**
 * A stream keeps the number of its events that the bus has taken. It is written after they were put: a process that dies in
 * between leaves them unmarked, and they are put again.
 * @param until no further event is put after it: a stream with events left stays due
 * @returns the marked streams, as they are stored now
 */
export async function putEvents(
  ports: Ports,
  streams: readonly StoredStream[],
  until: Date,
): Promise<readonly StoredStream[]> {
  const { bus, monitor } = ports;
  if (bus === undefined) return [];
  const unput = streams
    .filter((one) => hasUnputEvents(ports, one))
    .sort(compareAge)
    .slice(0, MAX_STREAMS)
    .map(toUnput);
  const failed = await putInRounds(ports, bus, unput, until);
  const marked: StoredStream[] = [];
  const counted = unput.filter(({ taken }) => taken > 0);
  await mapConcurrently(ports, counted, FOR_EVER, async ({ stored, taken }) => {
    try {
      marked.push(await mark(ports, stored, taken));
    } catch (cause) {
      monitor.fault('put events not marked', cause, { id: stored.stream.id });
    }
  });
  const taken = counted.reduce((sum, one) => sum + one.taken, 0);
  if (taken > 0) monitor.count('EventsPut', taken);
  const [cause] = failed;
  if (cause !== undefined) {
    monitor.count('EventsNotPut', failed.length);
    monitor.fault('event not put on the bus', cause, { others: failed.length - 1 });
  }
  return marked;
}

/** Every event that was put is marked, however late it is. */
const FOR_EVER = new Date(8.64e15);

function compareAge(a: StoredStream, b: StoredStream): number {
  return nextOf(a) < nextOf(b) ? -1 : 1;
}

function nextOf({ stream, delivery }: StoredStream): string {
  return stream.events[delivery.eventsPut ?? 0]?.at ?? '';
}

function toUnput(stored: StoredStream): Unput {
  return { stored, queue: listUnputEvents(stored.stream, stored.delivery.eventsPut), taken: 0 };
}

/** Events of one call, after which the time is looked at. */
const MAX_AT_ONCE = 50;

/**
 * Each round puts the next event of every stream, so that none overtakes the one before it. The first call is always made: a
 * bus that is slow falls behind, but never stands still.
 * @returns the faults: a stream whose event was not taken has no further turn
 */
async function putInRounds(
  { clock }: Ports,
  bus: EventBus,
  unput: readonly Unput[],
  until: Date,
): Promise<readonly Error[]> {
  const failed: Error[] = [];
  let left = unput;
  for (let round = 0; left.length > 0; round++) {
    for (let first = 0; first < left.length; first += MAX_AT_ONCE) {
      const isFirstCall = round === 0 && first === 0;
      if (!isFirstCall && clock.now() >= until) return failed;
      const some = left.slice(first, first + MAX_AT_ONCE);
      const outcomes = await bus.put(some.flatMap(({ queue }) => queue[round] ?? []));
      some.forEach((one, index) => {
        const fault = outcomes[index];
        if (fault === undefined) one.taken++;
        else failed.push(fault);
      });
      // Where nothing is taken, the next calls would wait as long and fail alike.
      if (outcomes.length > 1 && outcomes.every((fault) => fault !== undefined)) return failed;
    }
    left = left.filter(({ taken, queue }) => taken === round + 1 && taken < queue.length);
  }
  return failed;
}

async function mark(ports: Ports, known: StoredStream, taken: number): Promise<StoredStream> {
  const { id } = known.stream;
  const count = (known.delivery.eventsPut ?? 0) + taken;
  let seen: StoredStream | undefined = known;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS && seen !== undefined; conflicts++) {
    const eventsPut = Math.max(count, seen.delivery.eventsPut ?? 0);
    const marked: StoredStream = { ...seen, delivery: { ...seen.delivery, eventsPut } };
    const saved = await ports.store.save(marked, computeDueAt(ports, marked));
    if (saved !== 'conflict') return saved;
    seen = await ports.store.read(id);
  }
  throw new Error(`${id} was changed by others ${MAX_CONFLICTS} times in a row: its events are put again`);
}
