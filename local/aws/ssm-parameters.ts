// Parameter Store of the SSM stand-in: SecureStrings alone.
import * as z from 'zod';
import { refuse, succeed, withValidInput } from './aws-json.ts';
import type { LoopbackResponse } from './loopback.ts';
import type { SsmWorld } from './ssm-operations.ts';

type Stored = Pick<SsmWorld, 'secrets' | 'isBroken'>;

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
const describing = z.object({
  ParameterFilters: z
    .array(z.object({ Key: z.literal('Name'), Option: z.enum(['BeginsWith', 'Equals']), Values: z.array(z.string()) }))
    .default([]),
});
const name = z
  .string()
  .min(1, 'Member must have length greater than or equal to 1')
  .max(2_048, 'Member must have length less than or equal to 2048');
/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
const gettingOne = z.object({ Name: name, WithDecryption: z.boolean().default(false) });
/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const getting = z.object({
  Names: z
    .array(name)
    .min(1, 'Member must have length greater than or equal to 1')
    .max(10, 'Member must have length less than or equal to 10'),
  WithDecryption: z.boolean().default(false),
});

export function describeParameters(body: string, { secrets, isBroken }: Stored): LoopbackResponse {
  return withValidInput(describing, body, ({ ParameterFilters }) => {
    const names = [...secrets.keys()].filter((name) =>
      ParameterFilters.every(({ Option, Values }) =>
        Values.some((value) => (Option === 'Equals' ? name === value : name.startsWith(value))),
      ),
    );
    const stored = isBroken('secrets') ? names.slice(0, -1) : names;
    return succeed({ Parameters: stored.map((Name) => ({ Name, Type: 'SecureString', Version: 1 })) });
  });
}

export function getParameter(body: string, { secrets }: Stored): LoopbackResponse {
  return withValidInput(gettingOne, body, ({ Name, WithDecryption }) => {
    const [Parameter] = findParameters(secrets, [Name], WithDecryption);
    return Parameter === undefined ? refuse('ParameterNotFound', '') : succeed({ Parameter });
  });
}

export function getParameters(body: string, { secrets }: Stored): LoopbackResponse {
  return withValidInput(getting, body, ({ Names, WithDecryption }) =>
    succeed({
      Parameters: findParameters(secrets, Names, WithDecryption),
      InvalidParameters: Names.filter((one) => !secrets.has(one)),
    }),
  );
}

/** Without decryption, Parameter Store answers with the ciphertext. */
function findParameters(secrets: Stored['secrets'], names: readonly string[], decrypts: boolean) {
  return names.flatMap((Name) => {
    const Value = secrets.get(Name);
    return Value === undefined
      ? []
      : [{ Name, Type: 'SecureString', Value: decrypts ? Value : 'encrypted', Version: 1 }];
  });
}
