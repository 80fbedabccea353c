// A notice that somebody removed, and that was posted anew by a process that could not record it.
import { expect, test } from 'vitest';
import { APPROVER, APPROVER_2 } from '../../doubles/memory-ports.ts';
import { announced, clickOf, ID } from '../watchdog/watchdog-fixture.ts';

test('a notice whose new post nobody recorded is found by the next holder, and not posted a third time', async () => {
  const watchdog = await announced();
  const { memory, workflow } = watchdog;
  await workflow.acknowledge(await clickOf(watchdog, APPROVER));
  await watchdog.minutes(1);
  const late = { ...(await clickOf(watchdog, APPROVER_2)), id: 'press:2' };
  memory.notes.splice(0, memory.notes.length);
  memory.takings.push('unknown, taken');
  memory.world.searchable = false;
  expect(await workflow.acknowledge(late)).toMatchObject({ outcome: 'refused' });
  memory.world.searchable = true;
  const [anew, ...others] = memory.noticesOf(ID);
  expect(others).toEqual([]);
  await watchdog.minutes(5);
  expect((await watchdog.session()).noticed?.ts).toBe(anew?.ts);
  memory.end(ID);
  await watchdog.minutes(5);
  expect(memory.noticesOf(ID)).toEqual([anew]);
});
