// What /bastion finds out: who is on, what is pending, which session is meant.
import { describe, expect, test } from 'vitest';
import { createWorkflow } from '../../app/workflow.ts';
import { APPROVER, OPERATOR, SETTINGS } from './memory-ports.ts';
import { announced, aStart, clickOf, ID, OTHER } from './watching.ts';

describe('/bastion', () => {
  test('who tells, when SSM cannot be asked, what is stored and when SSM last said so', async () => {
    const watched = await announced();
    await watched.minutes(1);
    const { value } = await watched.memory.controls.read('#look');
    watched.memory.pass(7);
    watched.memory.world.ssmAnswers = false;
    expect(await watched.workflow.who()).toMatchObject({ source: 'stored', at: value?.at, sessions: [{ id: ID }] });
  });

  test('pending lists all for an approver, and one’s own for everybody, oldest first', async () => {
    const watched = await announced();
    const { memory, workflow } = watched;
    const older = { ...aStart('record-2', OTHER) };
    const start = {
      ...older.start,
      startedAt: '2026-11-24T00:30:00.000Z',
      principal: { type: 'IAMUser', name: 'other' },
    };
    await (await workflow.observe({ ...older, start })).show();
    expect((await workflow.pending(APPROVER)).sessions.map(({ id }) => id)).toEqual([OTHER, ID]);
    expect(await workflow.pending(OPERATOR)).toMatchObject({ all: false, sessions: [{ id: ID }] });
    expect((await workflow.pending('U0BYSTANDER')).sessions).toEqual([]);
    const auditing = createWorkflow(memory.ports, { ...SETTINGS, auditorUsers: ['U0AUDITOR'] });
    expect(await auditing.pending('U0AUDITOR')).toMatchObject({ all: true, approver: 'no' });
    await workflow.acknowledge(await clickOf(watched, APPROVER));
    expect((await workflow.pending(APPROVER)).sessions.map(({ id }) => id)).toEqual([OTHER]);
  });

  test('finds the session that is meant by its id, its beginning, or the name of its operator', async () => {
    const { workflow } = await announced();
    for (const meant of [ID, 'operator-abc', 'Operator', 'operator']) {
      expect((await workflow.meantBy(meant)).map(({ id }) => id)).toEqual([ID]);
    }
    for (const meant of ['', 'nobody', '#watermark', 'denied:x']) expect(await workflow.meantBy(meant)).toEqual([]);
  });
});
