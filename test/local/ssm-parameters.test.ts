// Parameter Store of the SSM stand-in, asked by the real SDK client: secrets need decryption, other parameters do not.
import { GetParameterCommand, GetParametersCommand, paginateDescribeParameters } from '@aws-sdk/client-ssm';
import { beforeEach, expect, test } from 'vitest';
import type { SsmStandIn } from '../../local/aws/ssm.ts';
import { clientOf, standIn } from './ssm-fixture.ts';

const [TOKEN, LIST] = ['/bastion-ack/slack/bot-token', '/bastion-ack/checks'];

let ssm: SsmStandIn;
beforeEach(async () => {
  ssm = await standIn({ secrets: new Map([[TOKEN, 'a-token']]), parameters: new Map([[LIST, '{}']]) });
});

const read = async (Name: string, WithDecryption?: boolean) =>
  (await clientOf(ssm).send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

test('GetParameter gives a String as it is, and a SecureString only with decryption', async () => {
  expect(await read(LIST)).toMatchObject({ Type: 'String', Value: '{}' });
  expect(await read(TOKEN)).toMatchObject({ Type: 'SecureString', Value: 'encrypted' });
  expect(await read(TOKEN, true)).toMatchObject({ Type: 'SecureString', Value: 'a-token' });
  await expect(read('/bastion-ack/none')).rejects.toMatchObject({ name: 'ParameterNotFound' });
});

test('GetParameters names those that do not exist', async () => {
  const { Parameters = [], InvalidParameters } = await clientOf(ssm).send(
    new GetParametersCommand({ Names: [LIST, TOKEN, '/none'] }),
  );
  expect([Parameters.map(({ Name }) => Name), InvalidParameters]).toEqual([[LIST, TOKEN], ['/none']]);
});

test('DescribeParameters says which are secrets', async () => {
  const ParameterFilters = [{ Key: 'Name', Option: 'BeginsWith', Values: ['/bastion-ack/'] }];
  const found = new Map<string | undefined, string | undefined>();
  // The first page is empty, as AWS's own may be.
  for await (const { Parameters = [] } of paginateDescribeParameters({ client: clientOf(ssm) }, { ParameterFilters }))
    for (const { Name, Type } of Parameters) found.set(Name, Type);
  expect(found).toEqual(
    new Map([
      [TOKEN, 'SecureString'],
      [LIST, 'String'],
    ]),
  );
});
