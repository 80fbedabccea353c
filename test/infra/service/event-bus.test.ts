// The event bus of the settings: two functions may put events on it and on no other, and the alarms know of it.
import { expect, test } from 'vitest';
import { type Json, permissionsOf, resourcesOf, templateOf } from '../stack-fixture.ts';

const ARN = 'arn:aws:events:eu-central-1:999988887777:event-bus/central';

const withBus = (bus: string) =>
  templateOf('example', (settings: Json) => {
    settings.app.EVENT_BUS = bus;
  });
const grantsOf = (template: ReturnType<typeof templateOf>, id: string) =>
  permissionsOf(template, id).filter(({ Action }) => JSON.stringify(Action).includes('events:PutEvents'));
const alarmsOf = (template: ReturnType<typeof templateOf>) =>
  [...resourcesOf(template, 'AWS::CloudWatch::Alarm').keys()].filter((id) => id.startsWith('AlarmsEventsNotPut'));
const FUNCTIONS = ['Slack', 'SessionEvents', 'Watchdog', 'AuditExport'];

test('without EVENT_BUS no function may put events, and there is no alarm for them', () => {
  const template = templateOf('example');
  expect(FUNCTIONS.flatMap((id) => grantsOf(template, id))).toEqual([]);
  expect(alarmsOf(template)).toEqual([]);
});

test('with EVENT_BUS the watchdog and session-events alone may put events, on that bus only', () => {
  const template = withBus(ARN);
  const grant = { Effect: 'Allow', Action: 'events:PutEvents', Resource: ARN };
  expect(FUNCTIONS.map((id) => grantsOf(template, id))).toEqual([[], [grant], [grant], []]);
  expect(alarmsOf(template)).toHaveLength(1);
});

test('a bus that is named without an ARN is one of this account and region', () => {
  const [grant] = grantsOf(withBus('bastion-events'), 'Watchdog');
  expect(grant.Resource).toBe('arn:aws:events:ap-northeast-1:111122223333:event-bus/bastion-events');
});

test('every function gets EVENT_BUS, so that a click leaves its events due', () => {
  const functions = [...resourcesOf(withBus('bastion-events'), 'AWS::Lambda::Function').values()];
  const named = functions.map(({ Properties }) => Properties.Environment?.Variables.EVENT_BUS);
  expect(named.filter((bus) => bus === 'bastion-events')).toHaveLength(4);
});

test.each([['a b'], ['arn:aws:sns:eu-central-1:999988887777:topic'], ['']])(
  'the bus "%s" is refused, or is none',
  (bus) => {
    if (bus === '') expect(grantsOf(withBus(bus), 'Watchdog')).toEqual([]);
    else expect(() => withBus(bus)).toThrow(/app\.EVENT_BUS must be the name or the ARN of an event bus/);
  },
);
