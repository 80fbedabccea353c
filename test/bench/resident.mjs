// A process that stays, as a warm Lambda does: times each invocation where it happens, and tells how much memory it took.
const [, , bundle] = process.argv;
const { handler } = await import(bundle);
let peak = 0;

process.on('message', async ({ event, context }) => {
  const began = performance.now();
  try {
    const answer = await handler(event, { ...context, getRemainingTimeInMillis: () => 60_000 });
    const took = performance.now() - began;
    // What the system calls the peak begins with that of the parent, which has bundled everything.
    peak = Math.max(peak, process.memoryUsage.rss());
    process.send({ answer: answer ?? null, took, peakMebibytes: peak / 1024 ** 2 });
  } catch (fault) {
    process.send({ fault: String(fault?.stack ?? fault) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
