// Takes the place of Lambda's runtime: loads one bundle, and answers each message with the result of its handler.

const [, , bundle = ''] = process.argv;
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
