// One cold invocation, as Lambda makes it: calls the handler of a bundle with the event on standard input, and prints the result.
import { readFileSync } from 'node:fs';

const [, , bundle] = process.argv;
const { event, context } = JSON.parse(readFileSync(0, 'utf8'));
const { handler } = await import(bundle);
try {
  const answer = await handler(event, { ...context, getRemainingTimeInMillis: () => 60_000 });
  process.stdout.write(`${JSON.stringify(answer ?? null)}\n`, () => process.exit(0));
} catch (fault) {
  process.stderr.write(`${fault?.stack ?? fault}\n`, () => process.exit(1));
}
