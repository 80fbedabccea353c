// A process that stays, as a warm Lambda does: times each invocation where it happens, and tells what it asked for and how much
// memory it took. Several at once are more than Lambda gives one process, and are taken all the same.
import { subscribe } from 'node:diagnostics_channel';

const [, , bundle] = process.argv;
/** The time limit of each function, as it is deployed; whoever started this process ends it then. */
const LIMIT_MILLIS = 60_000;
const SAMPLE_MILLIS = 250;
let peak = 0;
let calls = {};

// What the system calls the peak begins with that of the parent, which has bundled everything.
const sample = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
setInterval(sample, SAMPLE_MILLIS).unref();
subscribe('http.client.request.start', ({ request }) => {
  const name = request.getHeader('x-amz-target') ?? request.path;
  calls[name] = (calls[name] ?? 0) + 1;
});

const { handler } = await import(bundle);

process.on('message', async ({ id, event, context }) => {
  const began = performance.now();
  const getRemainingTimeInMillis = () => Math.max(0, LIMIT_MILLIS - (performance.now() - began));
  const outcome = await Promise.resolve(handler(event, { ...context, getRemainingTimeInMillis })).then(
    (answer) => ({ answer: answer ?? null }),
    (fault) => ({ fault: String(fault?.stack ?? fault) }),
  );
  const took = performance.now() - began;
  sample();
  const told = { id, ...outcome, took, peakMebibytes: peak / 1024 ** 2, calls };
  calls = {};
  // As Lambda's log does: what stands before it belongs to this invocation.
  process.stdout.write(`END ${id}\n`, () => process.send(told));
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
