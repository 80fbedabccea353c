// The watchdog knows the address of the clicks, which is that of the one route.
import { expect, test } from 'vitest';
import { ALL, resourcesOf, templateOf } from '../stack-fixture.ts';

test.each(ALL)('with the settings %s the watchdog alone gets the address of the endpoint', (name) => {
  const template = templateOf(name);
  const [api] = resourcesOf(template, 'AWS::ApiGatewayV2::Api').keys();
  const [route] = [...resourcesOf(template, 'AWS::ApiGatewayV2::Route').values()];
  const addresses = [...resourcesOf(template, 'AWS::Lambda::Function')].flatMap(([id, { Properties }]) => {
    const url = Properties.Environment?.Variables.ENDPOINT_URL;
    return url === undefined ? [] : [[id.replace(/[0-9A-F]{8}$/, ''), url]];
  });
  expect(addresses).toEqual([['FunctionsWatchdogFunction', expect.anything()]]);
  const parts = addresses[0]?.[1]['Fn::Join'][1];
  expect(parts).toContainEqual({ Ref: api });
  expect(`POST ${parts.at(-1)}`).toBe(route?.Properties.RouteKey);
});
