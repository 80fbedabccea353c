// Three approvers change their minds at once, through the built bundle in two processes with one table.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APPROVER, APPROVER_2, BYSTANDER, type Stage, setStage } from './handlers-fixture.ts';
import type { LambdaProcess } from './lambda-process.ts';
import { pressOf, submissionOf } from './requests.ts';

/** The bystander is an approver here. */
const APPROVERS = [APPROVER, APPROVER_2, BYSTANDER] as const;
const CLICKS = 20;
const FAILED = /^I couldn’t finish this/;

let stage: Stage;
let processes: readonly LambdaProcess[];
beforeAll(async () => {
  stage = await setStage();
  const more = { APPROVER_USERS: `${APPROVER},${BYSTANDER}` };
  processes = [await stage.start('slack', more), await stage.start('slack', more)];
});
afterAll(() => stage.close());

type Act = 'acknowledge' | 'take-back' | 'take-over';

/** One click; `id` is that of its command. */
interface Click {
  readonly act: Act;
  readonly person: string;
  readonly id: string;
  readonly event: unknown;
}

function clickOf(
  index: number,
  round: number,
  { sessionId, messageTs }: { sessionId: string; messageTs: string },
): Click {
  const person = APPROVERS[index % 3] ?? APPROVER;
  const act = (['acknowledge', 'take-over', 'take-back', 'acknowledge'] as const)[(index + round) % 4] ?? 'acknowledge';
  const actionTs = `179548300${round}.${String(index).padStart(6, '0')}`;
  const viewId = `V0MINDS${round}N${index}`;
  const about = { person, sessionId, messageTs };
  switch (act) {
    case 'acknowledge':
      return { act, person, id: `click:${person}:${actionTs}`, event: pressOf({ ...about, actionTs }) };
    case 'take-over': {
      const question = { ...about, messageTs: '1795482999.000001', threadTs: messageTs };
      const event = pressOf({ ...question, action: 'take_over', actionTs });
      return { act, person, id: `click:${person}:${actionTs}`, event };
    }
    case 'take-back': {
      const event = submissionOf({ ...about, modal: 'withdraw_acknowledgement', note: `Mind ${index}`, viewId });
      return { act, person, id: `submission:${person}:${viewId}`, event };
    }
  }
}

test.each([0, 1, 2])(
  '20 parallel clicks of acknowledge, take back and take over by three approvers leave one acknowledgement at every version, and each presser is told the truth: round %i',
  async (round) => {
    const announced = await stage.announced();
    const told = new Map(APPROVERS.map((person) => [person, stage.listening(person)]));
    const clicks = Array.from({ length: CLICKS }, (_, index) => clickOf(index, round, announced));
    const answers = await Promise.all(clicks.map(({ event }, index) => processes[index % 2]?.invoke(event)));
    expect(answers).toEqual(answers.map(() => expect.objectContaining({ statusCode: 200 })));

    // At every version at most one stands, and each event fits the one before it.
    const events = await stage.eventsOf(announced.sessionId);
    let standing: string | undefined;
    const stood = new Set<string>();
    for (const { type, by, takenOverFrom } of events) {
      if (type === 'acknowledged') {
        expect(standing).toBeUndefined();
        standing = by;
      } else if (type === 'acknowledgementWithdrawn') {
        expect(standing).toBeDefined();
        standing = undefined;
      } else if (type === 'reconfirmed') {
        expect(takenOverFrom).toBe(standing);
        expect(by).not.toBe(standing);
        standing = by;
      }
      if (standing !== undefined) stood.add(standing);
    }
    const item = await stage.itemOf(announced.sessionId);
    expect(Object(item.acknowledged).by).toBe(standing);
    expect(events.filter(({ type }) => type === 'acknowledged').length).toBeGreaterThan(0);

    // Each click made one event, or its presser was told why not.
    const recorded = new Map(events.map(({ commandId, by, type }) => [commandId, { by, type }]));
    expect(recorded.size).toBe(events.length);
    for (const [index, { act, person, id }] of clicks.entries()) {
      const event = recorded.get(id);
      if (event !== undefined) expect(event.by).toBe(person);
      if (act !== 'take-back') continue;
      const { body } = Object(answers[index]);
      if (event !== undefined) {
        expect([event.type, body ?? '']).toEqual(['acknowledgementWithdrawn', '']);
        continue;
      }
      const { errors } = JSON.parse(body);
      expect(errors.note).toMatch(
        /^(?:No acknowledgement stands, so there is nothing to take back|I couldn’t finish this)/,
      );
    }
    for (const person of APPROVERS) {
      const unrecorded = clicks.filter((click) => click.person === person && !recorded.has(click.id));
      const refused = unrecorded.filter(({ act }) => act === 'acknowledge').length;
      // A person who takes over what is theirs already has nothing to be told.
      const perhaps = unrecorded.filter(({ act }) => act === 'take-over').length;
      const sentences = told.get(person)?.() ?? [];
      expect(sentences.length).toBeGreaterThanOrEqual(refused);
      expect(sentences.length).toBeLessThanOrEqual(refused + perhaps);
      for (const sentence of sentences) {
        if (FAILED.test(sentence)) continue;
        if (sentence.startsWith('You already acknowledged')) expect(stood).toContain(person);
        else expect([...stood].filter((one) => one !== person && sentence.startsWith(`<@${one}>`))).toHaveLength(1);
      }
    }

    // The notice shows what stands.
    const { shown } = stage.noticeOf(announced.sessionId);
    expect(shown.includes('acknowledge_session')).toBe(standing === undefined);
    expect(shown.includes('Session acknowledged')).toBe(standing !== undefined);
  },
);
