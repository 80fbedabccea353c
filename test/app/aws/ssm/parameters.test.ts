// Secrets and long settings, asked of a Parameter Store that holds what each test says.
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { openParameterStore, type ParameterStore } from '../../../../app/aws/ssm/parameter-store.ts';
import { readParameter, readSlackSecrets } from '../../../../app/aws/ssm/parameters.ts';
import { startLoopback } from '../../../../local/aws/loopback.ts';
import { createAwsEnvironment } from '../../../../local/environment.ts';

const asked = z.object({
  Name: z.string().optional(),
  Names: z.array(z.string()).optional(),
  WithDecryption: z.literal(true),
});

async function parameterStore(held: Record<string, string>): Promise<ParameterStore> {
  const { url, close } = await startLoopback(({ body }) => {
    const { Name, Names = [] } = asked.parse(JSON.parse(body));
    const found = (name: string) => (held[name] === undefined ? [] : [{ Name: name, Value: held[name] }]);
    if (Name === undefined)
      return { status: 200, body: JSON.stringify({ Parameters: Names.toReversed().flatMap(found) }) };
    const [Parameter] = found(Name);
    return Parameter === undefined
      ? { status: 400, body: JSON.stringify({ __type: 'ParameterNotFound' }) }
      : { status: 200, body: JSON.stringify({ Parameter }) };
  });
  onTestFinished(() => close());
  return openParameterStore({ ...createAwsEnvironment({ dynamodb: url, ssm: url, lambda: url }) });
}

test.each(['/bastion-ack/slack', '/bastion-ack/slack/'])('both secrets are below the path %s', async (path) => {
  const store = await parameterStore({
    '/bastion-ack/slack/bot-token': 'xoxb-made-up',
    '/bastion-ack/slack/signing-secret': 'made-up',
  });
  expect(await readSlackSecrets(store, path, { verifies: true })).toEqual({
    botToken: 'xoxb-made-up',
    signingSecret: 'made-up',
  });
});

test('a handler that verifies no requests does not ask for the signing secret, which its role may not read', async () => {
  const held = { '/slack/bot-token': 'xoxb-made-up', '/slack/signing-secret': 'made-up' };
  const store = await parameterStore(held);
  const names: unknown[] = [];
  const noting: ParameterStore = (operation, input) => {
    names.push(input);
    return store(operation, input);
  };
  expect(await readSlackSecrets(noting, '/slack', { verifies: false })).toEqual({
    botToken: 'xoxb-made-up',
    signingSecret: undefined,
  });
  expect(names).toEqual([{ Names: ['/slack/bot-token'], WithDecryption: true }]);
});

test('a missing bot token is a fault that says where it belongs', async () => {
  const store = await parameterStore({ '/slack/signing-secret': 'made-up' });
  await expect(readSlackSecrets(store, '/slack', { verifies: true })).rejects.toThrow(
    '/slack/bot-token is not in Parameter Store: put the bot token there as a SecureString',
  );
});

test('a long setting is the text of the parameter', async () => {
  const store = await parameterStore({ '/targets': '{"i-0123456789abcdef0":"bastion-1"}' });
  expect(await readParameter(store, '/targets')).toBe('{"i-0123456789abcdef0":"bastion-1"}');
});

test('a missing setting is a fault', async () => {
  const store = await parameterStore({ '/empty': '' });
  await expect(readParameter(store, '/targets')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  await expect(readParameter(store, '/empty')).rejects.toThrow('/empty in Parameter Store is empty');
});

test('an answer of another shape is a fault, which does not quote it', async () => {
  const odd: ParameterStore = async () => ({ Parameters: [{ Name: 'xoxb-made-up' }], Parameter: 'xoxb-made-up' });
  for (const reading of [readSlackSecrets(odd, '/slack', { verifies: true }), readParameter(odd, '/targets')]) {
    const fault: unknown = await reading.catch((error) => error);
    expect(fault).toMatchObject({ name: 'ShapeError' });
    expect(inspect(fault, { depth: null })).not.toContain('xoxb');
  }
});
