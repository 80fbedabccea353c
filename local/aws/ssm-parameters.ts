// Parameter Store of the SSM stand-in: SecureStrings alone.
import * as z from 'zod';
import { succeed, withValidInput } from './aws-json.ts';
import type { LoopbackResponse } from './loopback.ts';
import type { SsmWorld } from './ssm-operations.ts';

type Stored = Pick<SsmWorld, 'secrets' | 'isBroken'>;

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
const describing = z.object({
  ParameterFilters: z
    .array(z.object({ Key: z.literal('Name'), Option: z.enum(['BeginsWith', 'Equals']), Values: z.array(z.string()) }))
    .default([]),
});
/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const getting = z.object({
  Names: z
    .array(z.string())
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

export function getParameters(body: string, { secrets }: Stored): LoopbackResponse {
  return withValidInput(getting, body, ({ Names, WithDecryption }) => {
    const found = Names.flatMap((Name) => {
      const Value = secrets.get(Name);
      // Without decryption, Parameter Store answers with the ciphertext.
      return Value === undefined
        ? []
        : [{ Name, Type: 'SecureString', Value: WithDecryption ? Value : 'encrypted', Version: 1 }];
    });
    return succeed({ Parameters: found, InvalidParameters: Names.filter((name) => !secrets.has(name)) });
  });
}
