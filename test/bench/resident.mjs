// A process that stays, as a warm Lambda does: times each invocation where it happens, and tells how much memory it ever took.
const [, , bundle] = process.argv;
const { handler } = await import(bundle);

process.on('message', async ({ event, context }) => {
  const began = performance.now();
  try {
    const answer = await handler(event, { ...context, getRemainingTimeInMillis: () => 60_000 });
    const took = performance.now() - began;
    process.send({ answer: answer ?? null, took, peakMebibytes: process.resourceUsage().maxRSS / 1024 });
  } catch (fault) {
    process.send({ fault: String(fault?.stack ?? fault) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
