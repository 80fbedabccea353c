// Looks after what is open: each minute at everything, and at one session when it is asked to.
import { z } from 'zod';
import { compose } from '../app/compose.ts';
import { readConfig } from '../app/config.ts';

const composed = compose(readConfig('watchdog'), { slackTimeoutMillis: 10_000 });
const one = z.object({ sessionId: z.string() });

export async function handler(event: unknown): Promise<void> {
  const { workflow, monitor } = await composed;
  const asked = one.safeParse(event);
  try {
    await (asked.success ? workflow.confirm(asked.data.sessionId) : workflow.watch());
  } finally {
    monitor.flush();
  }
}
