// Secrets and long settings, asked of a Parameter Store that holds what each test says.
import { SSMClient } from '@aws-sdk/client-ssm';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { readParameter, readSlackSecrets } from '../../../app/aws/parameters.ts';
import { madeUpClient } from '../../../local/aws/account.ts';
import { startLoopback } from '../../../local/aws/loopback.ts';

const asked = z.object({
  Name: z.string().optional(),
  Names: z.array(z.string()).optional(),
  WithDecryption: z.literal(true),
});

async function parameterStore(held: Record<string, string>): Promise<SSMClient> {
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
  return new SSMClient({ ...madeUpClient(url), maxAttempts: 1 });
}

test.each(['/bastion-ack/slack', '/bastion-ack/slack/'])('both secrets are below the path %s', async (path) => {
  const ssm = await parameterStore({
    '/bastion-ack/slack/bot-token': 'xoxb-made-up',
    '/bastion-ack/slack/signing-secret': 'made-up',
  });
  expect(await readSlackSecrets(ssm, path)).toEqual({ botToken: 'xoxb-made-up', signingSecret: 'made-up' });
});

test('a handler that hears nothing needs no signing secret', async () => {
  const ssm = await parameterStore({ '/slack/bot-token': 'xoxb-made-up' });
  expect(await readSlackSecrets(ssm, '/slack')).toEqual({ botToken: 'xoxb-made-up', signingSecret: undefined });
});

test('a missing bot token is a fault that says where it belongs', async () => {
  const ssm = await parameterStore({ '/slack/signing-secret': 'made-up' });
  await expect(readSlackSecrets(ssm, '/slack')).rejects.toThrow(
    '/slack/bot-token is not in Parameter Store: put the bot token there as a SecureString',
  );
});

test('a long setting is the parameter’s text', async () => {
  const ssm = await parameterStore({ '/targets': '{"i-0123456789abcdef0":"bastion-1"}' });
  expect(await readParameter(ssm, '/targets')).toBe('{"i-0123456789abcdef0":"bastion-1"}');
});

test('a missing setting is a fault', async () => {
  const ssm = await parameterStore({ '/empty': '' });
  await expect(readParameter(ssm, '/targets')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  await expect(readParameter(ssm, '/empty')).rejects.toThrow('/empty in Parameter Store is empty');
});
