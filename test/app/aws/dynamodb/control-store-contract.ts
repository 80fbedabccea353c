// The contract of every store of control items, in memory or in DynamoDB.
import { describe, expect, test } from 'vitest';
import type { ControlStore } from '../../../../app/ports.ts';
import type { ControlKey, Controls } from '../../../../app/session/stored-state.ts';
import { at } from '../../session/session-fixture.ts';

export interface OpenedControls {
  readonly controls: ControlStore;
  /** Somebody writes the table by hand. */
  overwrite(key: ControlKey, item: Record<string, unknown>): Promise<void>;
}

const FULL: { readonly [K in ControlKey]: Controls[K] } = {
  '#slack': { notBefore: at(1), retryAt: at(1), lease: { owner: 'writer', until: at(2) } },
  '#watermark': { first: at(0), at: at(1), unfinished: { from: at(0), to: at(1), token: 'next' } },
  '#approvers': { group: 'S0APPROVERS', members: ['U0APPROVER', 'U0SECOND'], at: at(1) },
  '#lastPoll': { at: at(1) },
  '#endpoint': { silentPasses: 2, at: at(1) },
  '#report': { month: '2026-10' },
  '#slackSeen': { at: at(1) },
  '#heartbeat': { day: '2026-11-24', lease: { owner: 'writer', until: at(2), takeovers: 1 }, done: true },
  '#digest': {
    date: '2026-11-24',
    sessionIds: ['operator-0'],
    posted: { channel: 'C0BASTION', ts: '1795507260.000100', at: at(1) },
    shownHash: 'a hash',
    lease: { owner: 'writer', until: at(2), takeovers: 1 },
    done: true,
  },
  '#tampering': {
    notices: [
      {
        id: 'record-1',
        actor: {
          name: 'administrator',
          arn: 'arn:aws:iam::111122223333:user/administrator',
          sourceIp: '203.0.113.24',
          byCloudFormation: false,
        },
        calls: [{ recordId: 'record-1', at: at(1), call: 'StopLogging', resource: 'trail', errorCode: 'AccessDenied' }],
        more: 1,
        posted: { channel: 'C0BASTION', ts: '1795507260.000100', at: at(1) },
        shown: 1,
        lease: { owner: 'writer', until: at(2), takeovers: 1 },
      },
    ],
  },
};
const LEAST: { readonly [K in ControlKey]: Controls[K] } = {
  '#slack': {},
  '#watermark': { first: at(0), at: at(1) },
  '#approvers': { group: 'S0APPROVERS', members: [], at: at(1) },
  '#lastPoll': { at: at(2) },
  '#endpoint': { silentPasses: 0, at: at(1) },
  '#report': { month: '2026-10' },
  '#slackSeen': { at: at(2) },
  '#heartbeat': { day: '2026-11-24' },
  '#digest': { date: '2026-11-24', sessionIds: [] },
  '#tampering': { notices: [] },
};
const KEYS = [
  '#slack',
  '#watermark',
  '#approvers',
  '#lastPoll',
  '#endpoint',
  '#report',
  '#slackSeen',
  '#heartbeat',
  '#digest',
  '#tampering',
] as const satisfies readonly ControlKey[];

export function controlStoreContract(open: () => Promise<OpenedControls>): void {
  test.each(KEYS)('the control item %s is nothing, in version 0, before anybody wrote it', async (key) => {
    const { controls } = await open();
    expect(await controls.read(key)).toEqual({ value: undefined, version: 0 });
  });

  test.each(KEYS)('the control item %s is read as it was written, and forgets what was removed', async (key) => {
    const { controls } = await open();
    expect(await controls.write(key, FULL[key], 0)).toBe(true);
    expect(await controls.read(key)).toEqual({ value: FULL[key], version: 1 });
    expect(await controls.write(key, LEAST[key], 1)).toBe(true);
    expect(await controls.read(key)).toEqual({ value: LEAST[key], version: 2 });
  });

  test('a write of one control item leaves the others as they are', async () => {
    const { controls } = await open();
    await controls.write('#lastPoll', { at: at(1) }, 0);
    await controls.write('#slack', { notBefore: at(2) }, 0);
    expect(await controls.read('#lastPoll')).toEqual({ value: { at: at(1) }, version: 1 });
  });

  describe('a write', () => {
    test.each([0, 1, 3])('a write over version %i when there is version 2 changes nothing', async (seen) => {
      const { controls } = await open();
      await controls.write('#lastPoll', { at: at(1) }, 0);
      await controls.write('#lastPoll', { at: at(2) }, 1);
      expect(await controls.write('#lastPoll', { at: at(9) }, seen)).toBe(false);
      expect(await controls.read('#lastPoll')).toEqual({ value: { at: at(2) }, version: 2 });
    });

    test('a write over a version of an item that does not exist changes nothing', async () => {
      const { controls } = await open();
      expect(await controls.write('#lastPoll', { at: at(9) }, 1)).toBe(false);
      expect(await controls.read('#lastPoll')).toEqual({ value: undefined, version: 0 });
    });

    test.each([0, 1])('one of twenty simultaneous writes over version %i succeeds', async (seen) => {
      const { controls } = await open();
      if (seen === 1) await controls.write('#lastPoll', { at: at(0) }, 0);
      const written = await Promise.all(
        Array.from({ length: 20 }, (_, n) => controls.write('#lastPoll', { at: at(n + 1) }, seen)),
      );
      expect(written.filter(Boolean)).toHaveLength(1);
      const { value, version } = await controls.read('#lastPoll');
      expect([value?.at, version]).toEqual([at(written.indexOf(true) + 1), seen + 1]);
    });
  });

  describe('a control item that somebody changed by hand', () => {
    const good = { sessionId: '#lastPoll', version: 7, value: { at: at(1) } };

    test.each<[string, Record<string, unknown>, number]>([
      ['has a value that is none', { ...good, value: 'yesterday' }, 7],
      ['has a time that is none', { ...good, value: { at: 'yesterday' } }, 7],
      ['has no value', { sessionId: '#lastPoll', version: 7 }, 7],
      ['has no version', { sessionId: '#lastPoll', value: { at: at(1) } }, 0],
      ['has a version that is none', { ...good, version: 'seven' }, 0],
      ['has a version before the first', { ...good, version: 0 }, 0],
      ['has a version below that', { ...good, version: -3 }, 0],
    ])(
      'a control item that somebody changed by hand has no value, and can be written over: it %s',
      async (_, item, version) => {
        const { controls, overwrite } = await open();
        await overwrite('#lastPoll', item);
        expect(await controls.read('#lastPoll')).toEqual({ value: undefined, version });
        expect(await controls.write('#lastPoll', { at: at(5) }, version)).toBe(true);
        expect(await controls.read('#lastPoll')).toEqual({ value: { at: at(5) }, version: version + 1 });
      },
    );

    test('a control item that somebody changed by hand is written over by one of those who saw it', async () => {
      const { controls, overwrite } = await open();
      await overwrite('#lastPoll', { ...good, version: 'seven' });
      const written = await Promise.all([1, 2].map((n) => controls.write('#lastPoll', { at: at(n) }, 0)));
      expect(written.toSorted()).toEqual([false, true]);
    });
  });
}
