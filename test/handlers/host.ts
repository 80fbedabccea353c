// Takes the place of Lambda's runtime: loads one bundle, and answers each message with the result of its handler. Its
// clock may be ahead, for what happens on another day.

const [, , bundle = ''] = process.argv;
const ahead = Number(process.env.HOST_CLOCK_AHEAD_MINUTES ?? 0);
if (ahead > 0) {
  const { startClock } = await import('../../local/clock.ts');
  startClock().forward(ahead);
}
const { handler } = await import(bundle);
/** The deployed time limit of each function. */
const LIMIT_MILLIS = 60_000;

function contextOf(began: number) {
  return {
    functionName: 'bastion-ack',
    invokedFunctionArn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:bastion-ack',
    getRemainingTimeInMillis: () => LIMIT_MILLIS - (performance.now() - began),
  };
}

process.on('message', ({ id, event }: { id: number; event: unknown }) => {
  handler(event, contextOf(performance.now())).then(
    (result: unknown) => process.send?.({ id, result: result ?? null }),
    (fault: unknown) => process.send?.({ id, fault: String(fault) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
