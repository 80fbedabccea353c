// `npm run protect` changes one word of the settings, and nothing else in the file.
import { expect, test } from 'vitest';
import { withProtection } from '../../../cli/deployment/protect.ts';
import { checkSettings } from '../../../infra/settings/settings.ts';
import { ALL, settingsOf } from '../../infra/stack-fixture.ts';

test.each([
  ['{\n  "account": "1",\n  "app": {}\n}\n', '{\n  "protected": true,\n  "account": "1",\n  "app": {}\n}\n'],
  ['{"account":"1"}', '{"protected": true,"account":"1"}'],
  ['{\n\t"a": 1, "protected" : false\n}', '{\n\t"a": 1, "protected" : true\n}'],
  ['{ "a": 1, "protected":true }', '{ "a": 1, "protected":true }'],
  // An operator may have this name.
  ['{"app": {"OPERATORS": {"protected": "U1"}}}', '{"protected": true,"app": {"OPERATORS": {"protected": "U1"}}}'],
])('%j becomes %j', (before, after) => {
  expect(withProtection(before)).toBe(after);
});

test.each(ALL)('the settings %s are the same but for the protection', (name) => {
  const settings = settingsOf(name);
  const after = JSON.parse(withProtection(JSON.stringify(settings, null, 2)));
  expect(after).toEqual({ ...settings, protected: true });
  expect(checkSettings(after).protected).toBe(true);
});
