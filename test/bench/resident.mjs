// A process that stays, as a warm Lambda does: times each invocation inside the process, and reports its requests and its
// memory. It accepts several invocations at once, although Lambda gives a process only one.
import { subscribe } from 'node:diagnostics_channel';

const [, , bundle] = process.argv;
/** The deployed time limit of each function. The parent stops this process at the limit. */
const LIMIT_MILLIS = 60_000;
const SAMPLE_MILLIS = 250;
let peak = 0;
let calls = {};

// The peak of the system begins with that of the parent, which has bundled everything.
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
  // As in Lambda's log, the lines before this one belong to this invocation.
  process.stdout.write(`END ${id}\n`, () => process.send(told));
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
