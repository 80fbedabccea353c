// The checklist of a deployment: the first one, an update, and one that fails.
import { describe, expect, test } from 'vitest';
import { createChecklist } from '../../../cli/deployment/checklist.ts';
import { createDisplay, type Screen } from '../../../cli/deployment/display.ts';
import { countResources, type Group, groupOf } from '../../../cli/deployment/groups.ts';
import { isStackSummary, parseStackEvent, type StackEvent } from '../../../cli/deployment/stack-event.ts';
import { ALL, templateOf } from '../../infra/stack-fixture.ts';

const TOTALS = new Map<Group, number>([
  ['network', 2],
  ['hosts', 0],
  ['evidence', 1],
]);
const IDS = ['NetworkVpc1', 'NetworkFlows2', 'TrailBucket3'];

/** @param total resources that change, and the stack */
function event(logicalId: string, status: string, { reason = '', total = 4 } = {}): StackEvent {
  const isStack = logicalId === 'bastion-ack';
  const type = isStack ? 'AWS::CloudFormation::Stack' : 'AWS::X::Y';
  return { logicalId, path: isStack ? logicalId : `path/${logicalId}`, type, status, reason, total };
}

describe('the first deployment', () => {
  const checklist = createChecklist(TOTALS);
  const linesAfter = (...events: StackEvent[]) => {
    for (const one of events) checklist.add(one);
    return checklist.lines();
  };

  test('each part says how many of its resources exist, which are in progress, and when it is complete', () => {
    expect(linesAfter(event('bastion-ack', 'CREATE_IN_PROGRESS'), event('NetworkVpc1', 'CREATE_IN_PROGRESS'))).toEqual([
      '… network       0 of 2  path/NetworkVpc1',
      '  evidence      0 of 1',
    ]);
    expect(linesAfter(event('NetworkVpc1', 'CREATE_COMPLETE'), event('TrailBucket3', 'CREATE_IN_PROGRESS'))).toEqual([
      '  network       1 of 2',
      '… evidence      0 of 1  path/TrailBucket3',
    ]);
    expect(checklist.completed()).toEqual([]);
    expect(linesAfter(event('TrailBucket3', 'CREATE_COMPLETE'), event('NetworkFlows2', 'CREATE_COMPLETE'))).toEqual([
      '✓ network       2 of 2',
      '✓ evidence      1 of 1',
    ]);
    expect(checklist.completed()).toEqual(['evidence', 'network']);
    expect(checklist.isOver()).toBe(false);
    linesAfter(event('bastion-ack', 'CREATE_COMPLETE'));
    expect([checklist.isOver(), checklist.failure()]).toEqual([true, undefined]);
  });
});

test('an update says how many resources changed, and ticks the parts off at its end', () => {
  const checklist = createChecklist(TOTALS);
  checklist.add(event('bastion-ack', 'UPDATE_IN_PROGRESS', { total: 2 }));
  checklist.add(event('NetworkVpc1', 'UPDATE_COMPLETE', { total: 2 }));
  expect(checklist.lines()).toEqual(['  network    1 changed', '  evidence   0 changed']);
  checklist.add(event('bastion-ack', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', { total: 2 }));
  expect(checklist.lines()).toEqual(['✓ network    1 changed', '✓ evidence   0 changed']);
  expect(checklist.isOver()).toBe(false);
  checklist.add(event('bastion-ack', 'UPDATE_COMPLETE', { total: 2 }));
  expect(checklist.isOver()).toBe(true);
});

test.each(['ROLLBACK', 'UPDATE_ROLLBACK'])('during %s the first failure stands, and nothing is ticked off', (verb) => {
  const checklist = createChecklist(TOTALS);
  for (const id of IDS) checklist.add(event(id, 'CREATE_IN_PROGRESS'));
  checklist.add(event('TrailBucket3', 'CREATE_FAILED', { reason: 'Resource creation cancelled' }));
  checklist.add(event('NetworkVpc1', 'CREATE_FAILED', { reason: 'The maximum number of VPCs has been reached.' }));
  checklist.add(event('NetworkFlows2', 'CREATE_FAILED', { reason: 'Another reason' }));
  checklist.add(event('bastion-ack', `${verb}_IN_PROGRESS`));
  for (const id of IDS) checklist.add(event(id, 'DELETE_COMPLETE'));
  checklist.add(event('bastion-ack', `${verb}_COMPLETE`));
  expect(checklist.lines()).toEqual([
    '✗ network       0 of 2  path/NetworkVpc1 failed',
    '  evidence      0 of 1',
    '↩ CloudFormation removes what it had created or changed',
  ]);
  expect(checklist.failure()?.reason).toBe('The maximum number of VPCs has been reached.');
  expect([checklist.completed(), checklist.isOver()]).toEqual([[], true]);
});

test('many resources in progress are counted', () => {
  const checklist = createChecklist(new Map([['network', 9]]));
  for (let at = 1; at <= 5; at++) checklist.add(event(`Network${at}`, 'CREATE_IN_PROGRESS', { total: 10 }));
  expect(checklist.lines()).toEqual(['… network       0 of 9  path/Network1, path/Network2, path/Network3 and 2 more']);
});

test.each(ALL)('every resource of the settings %s is in a part of the checklist', (name) => {
  const template = templateOf(name).toJSON() as { Resources: Record<string, unknown> };
  // Add the construct to cli/deployment/groups.ts.
  expect(Object.keys(template.Resources).filter((id) => groupOf(id) === undefined)).toEqual([]);
  const counts = [...countResources(template).values()];
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(Object.keys(template.Resources).length);
});

describe('the lines of the CDK command', () => {
  test.each<[string, Partial<StackEvent>]>([
    [
      'bastion-ack |  12/133 | 4:05:54 PM | CREATE_COMPLETE         | AWS::SQS::Queue            | Functions/DeadLetters (FunctionsDeadLetters92AD37ED) \n',
      {
        logicalId: 'FunctionsDeadLetters92AD37ED',
        path: 'Functions/DeadLetters',
        status: 'CREATE_COMPLETE',
        total: 133,
      },
    ],
    [
      '\x1b[31mbastion-ack | 4:06:19 PM | \x1b[31mCREATE_FAILED  \x1b[39m | AWS::IAM::Role | \x1b[1mX/Role\x1b[22m (XRole1) Role "x" (of y) | exists\nalready\n',
      { logicalId: 'XRole1', path: 'X/Role', reason: 'Role "x" (of y) | exists\nalready', total: undefined },
    ],
    [
      'second | 0/3 | 16:05:52 | UPDATE_IN_PROGRESS | AWS::CloudFormation::Stack | second User Initiated\n',
      { logicalId: 'second', path: 'second', type: 'AWS::CloudFormation::Stack', reason: 'User Initiated' },
    ],
    [
      'x |   4 | 午後4:05:52 | DELETE_FAILED (skipped) | AWS::S3::Bucket | TrailBucket1 (this will take a few minutes to recover)\n',
      { logicalId: 'TrailBucket1', status: 'DELETE_FAILED' },
    ],
  ])('%j is an event', (line, expected) => {
    expect(parseStackEvent(line)).toMatchObject(expected);
  });

  test.each([
    'bastion-ack: deploying... [1/1]\n',
    'bastion-ack.CreateSlackApp = https://api.slack.com/apps?new_app=1\n',
    'IAM Statement Changes\n│ + │ Role.Arn │ Allow │ sts:AssumeRole │\n',
    ' ✅  bastion-ack\n',
  ])('%j is no event', (line) => {
    expect([parseStackEvent(line), isStackSummary(line)]).toEqual([undefined, false]);
  });

  test.each(['\nFailed resources:\n', ' 12/133 Currently in progress: NetworkVpc1, TrailBucket3\n'])(
    '%j says what the checklist says',
    (line) => {
      expect(isStackSummary(line)).toBe(true);
    },
  );
});

/** Up so many lines, and erase what follows. */
const UP = new RegExp(`(${'\u001b'}\\[\\d+A${'\u001b'}\\[J)`);

describe('on a terminal', () => {
  const line = (id: string, status: string, of = 'AWS::X::Y') => `s | 0/4 | 4:05:52 PM | ${status} | ${of} | ${id} \n`;
  const STACK = 'AWS::CloudFormation::Stack';

  /** Follows the two movements that the checklist makes. */
  function openTerminal(columns = 80): Screen & { text(): string } {
    let text = '';
    return {
      isTTY: true,
      columns,
      write(more) {
        for (const part of more.split(UP)) {
          const up = UP.test(part) ? Number.parseInt(part.slice(2), 10) : 0;
          text =
            up > 0
              ? `${text
                  .split('\n')
                  .slice(0, -1 - up)
                  .join('\n')}\n`
              : text + part;
        }
      },
      text: () => text,
    };
  }

  test('the checklist stays below other lines while CloudFormation works, and above those that follow', () => {
    const screen = openTerminal();
    const display = createDisplay(() => TOTALS);
    const show = (text: string) => display.show(text, screen);
    show('before\n');
    show(line('NetworkVpc1', 'CREATE_COMPLETE'));
    show('a warning\n');
    expect(screen.text()).toBe('before\na warning\n  network       1 of 2\n  evidence      0 of 1\n');
    show(line('NetworkFlows2', 'CREATE_COMPLETE'));
    show(line('TrailBucket3', 'CREATE_COMPLETE'));
    show(line('s', 'CREATE_COMPLETE', STACK));
    show('Outputs:\n');
    show('the last line\n');
    expect(screen.text()).toBe(
      'before\na warning\n✓ network       2 of 2\n✓ evidence      1 of 1\nOutputs:\nthe last line\n',
    );
  });

  test('no line of the checklist is wrapped', () => {
    const screen = openTerminal(20);
    const display = createDisplay(() => TOTALS);
    display.show(line('NetworkVpc1', 'CREATE_IN_PROGRESS'), screen);
    for (const one of screen.text().split('\n')) expect(one.length).toBeLessThan(20);
  });
});
