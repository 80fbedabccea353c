// The throttle: one writer in the channel at its pace, and each other route for itself.
import { describe, expect, test } from 'vitest';
import type { PostRoute, SendResult } from '../../../../app/ports.ts';
import {
  createDrain,
  createPostThrottle,
  type Drain,
  sendThrough,
} from '../../../../app/workflow/slack-sync/post-throttle.ts';
import { createMemoryPorts, type Memory } from '../../doubles/memory-ports.ts';

const TAKEN: SendResult<object> = { outcome: 'sent' };
const tooMany = (retryAfterSeconds: number): SendResult<object> => ({
  outcome: 'not-sent',
  cause: new Error('ratelimited'),
  retryAfterSeconds,
});

function drainOf({ ports }: Memory, { owner = 'we', seconds = 54, goesOn = true } = {}): Drain {
  const until = new Date(ports.clock.now().getTime() + seconds * 1000);
  return createDrain({ ...ports, throttle: createPostThrottle(ports) }, { owner, until, goesOn });
}

/** Sends as fast as it goes, until the time is up. @returns seconds between what was taken, and how often Slack refused */
async function drain(memory: Memory, throttle: Drain, limitMillis: number, jitter: () => number = () => 0) {
  const { clock } = memory.ports;
  const taken: number[] = [];
  let [refused, last] = [0, Number.NEGATIVE_INFINITY];
  for (let isOver = false; !isOver; ) {
    const sent = await sendThrough(throttle, 'channel', async () => {
      const arrived = clock.now().getTime() + jitter();
      if (arrived - last < limitMillis) {
        refused++;
        return tooMany(1);
      }
      last = arrived;
      taken.push(arrived);
      return TAKEN;
    });
    isOver = sent.outcome === 'closed';
  }
  return { taken, refused };
}

describe('a drain', () => {
  test('a drain sends a message a second with a margin, and ends before its time is up', async () => {
    const memory = createMemoryPorts();
    const began = memory.ports.clock.now().getTime();
    const { taken, refused } = await drain(memory, drainOf(memory), 1_000);
    expect(taken.length).toBeGreaterThanOrEqual(51);
    expect(refused).toBeLessThanOrEqual(2);
    expect((taken.at(-1) ?? 0) - began).toBeLessThan(54_000);
  });

  test('a drain takes a wider margin where the way to Slack wavers, and is seldom refused', async () => {
    const memory = createMemoryPorts();
    let turn = 0;
    const wavering = () => [0, 90, 20, 110, 5, 60][turn++ % 6] ?? 0;
    const { taken, refused } = await drain(memory, drainOf(memory), 1_000, wavering);
    expect(taken.length).toBeGreaterThanOrEqual(44);
    expect(refused).toBeLessThan(8);
  });

  test('a drain waits as long as Slack says, and tries the same message first', async () => {
    const memory = createMemoryPorts();
    const throttle = drainOf(memory);
    const { clock } = memory.ports;
    const began = clock.now().getTime();
    const answers = [tooMany(7), TAKEN];
    expect(await sendThrough(throttle, 'channel', async () => answers.shift() ?? TAKEN)).toEqual(TAKEN);
    expect(clock.now().getTime() - began).toBeGreaterThanOrEqual(7_000);
    expect(answers).toEqual([]);
  });

  test('a drain asks for nothing that could not be over in time, whatever waits', async () => {
    const memory = createMemoryPorts();
    const throttle = drainOf(memory);
    let asked = 0;
    await sendThrough(throttle, 'channel', async () => {
      asked++;
      return tooMany(120);
    });
    for (let more = 0; more < 50; more++)
      await sendThrough(throttle, 'channel', async () => {
        asked++;
        return TAKEN;
      });
    expect([asked, await throttle.readState()]).toEqual([1, 'closed']);
  });

  test('a drain keeps other writers out until it ends, and lets the next go on', async () => {
    const memory = createMemoryPorts();
    const [ours, other] = [drainOf(memory), drainOf(memory, { owner: 'somebody' })];
    await sendThrough(ours, 'channel', async () => tooMany(1));
    const usual = createPostThrottle(memory.ports);
    expect([await other.readState(), await usual.closedUntil('channel')]).toEqual(['others', expect.any(String)]);
    await ours.end(true);
    memory.pass(1 / 30);
    expect([await other.readState(), await createPostThrottle(memory.ports).closedUntil('channel')]).toEqual([
      'paced',
      expect.any(String),
    ]);
    await other.end(false);
    expect(await createPostThrottle(memory.ports).closedUntil('channel')).toBeUndefined();
  });

  test('a drain that knows only the newest messages leaves the channel to a writer that knows the queue', async () => {
    const memory = createMemoryPorts();
    await createPostThrottle(memory.ports).close('channel', 1);
    expect(await drainOf(memory, { goesOn: false }).readState()).toBe('others');
    expect(await drainOf(memory).readState()).toBe('paced');
  });

  test('a drain sends the first messages one after the other, and then several where Slack takes them', async () => {
    const throttle = drainOf(createMemoryPorts());
    const seen: string[] = [];
    for (let post = 0; post < 5; post++) {
      seen.push(await throttle.readState());
      await sendThrough(throttle, 'channel', async () => TAKEN);
    }
    expect(seen).toEqual(['paced', 'paced', 'paced', 'free', 'free']);
  });
});

describe.each<PostRoute>(['edits', 'escalation', 'operator:U0OPERATOR1'])('the way of %s', (way) => {
  const others = (['edits', 'escalation', 'operator:U0OPERATOR1', 'operator:U0OPERATOR2'] as const).filter(
    (one) => one !== way,
  );

  test('a route is closed as long as Slack says, and no other is', async () => {
    const memory = createMemoryPorts();
    const throttle = createPostThrottle(memory.ports);
    let asked = 0;
    const limited = () => {
      asked++;
      return Promise.resolve(tooMany(20));
    };
    const first = await sendThrough(throttle, way, limited);
    for (let more = 0; more < 20; more++) expect(await sendThrough(throttle, way, limited)).toEqual(first);
    expect([asked, first.outcome]).toEqual([1, 'closed']);
    for (const other of others) expect(await sendThrough(throttle, other, async () => TAKEN)).toEqual(TAKEN);
    expect(await sendThrough(throttle, 'channel', async () => TAKEN)).toEqual(TAKEN);
    memory.pass(20 / 60);
    expect(await sendThrough(throttle, way, async () => TAKEN)).toEqual(TAKEN);
  });

  test('a route is asked once a second for a minute after that', async () => {
    const memory = createMemoryPorts();
    const throttle = createPostThrottle(memory.ports);
    await sendThrough(throttle, way, async () => tooMany(1));
    memory.pass(1.1 / 60);
    expect(throttle.isPaced(way as Exclude<PostRoute, 'channel'>)).toBe(true);
    const outcomes = [
      await sendThrough(throttle, way, async () => TAKEN),
      await sendThrough(throttle, way, async () => TAKEN),
    ];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['sent', 'closed']);
    memory.pass(1.1);
    expect(throttle.isPaced(way as Exclude<PostRoute, 'channel'>)).toBe(false);
  });
});

test('a throttle time from a clock far ahead closes nothing', async () => {
  const memory = createMemoryPorts();
  const ahead = '2026-11-25T02:00:00.000Z';
  const lease = { owner: 'somebody', until: ahead };
  await memory.controls.write('#slack', { notBefore: ahead, retryAt: ahead, lease }, 0);
  expect([await drainOf(memory).readState(), await createPostThrottle(memory.ports).closedUntil('channel')]).toEqual([
    'paced',
    undefined,
  ]);
});
