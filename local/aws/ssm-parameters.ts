// Parameter Store of the SSM stand-in: SecureStrings, and Strings that need no decryption.
import * as z from 'zod';
import { refuse, succeed, withValidInput } from './aws-json.ts';
import { cutPage, pageToken } from './deployment/pages.ts';
import type { LoopbackResponse } from './loopback.ts';
import type { SsmWorld } from './ssm-operations.ts';

type Stored = Pick<SsmWorld, 'secrets' | 'parameters' | 'isBroken'>;

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
const describing = z.object({
  ParameterFilters: z
    .array(z.object({ Key: z.literal('Name'), Option: z.enum(['BeginsWith', 'Equals']), Values: z.array(z.string()) }))
    .default([]),
  NextToken: pageToken,
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

export function describeParameters(body: string, { secrets, parameters, isBroken }: Stored): LoopbackResponse {
  return withValidInput(describing, body, ({ ParameterFilters, NextToken: token }) => {
    const names = [...secrets.keys(), ...parameters.keys()].filter((name) =>
      ParameterFilters.every(({ Option, Values }) =>
        Values.some((value) => (Option === 'Equals' ? name === value : name.startsWith(value))),
      ),
    );
    const stored = isBroken('secrets') ? names.slice(0, -1) : names;
    const { page, NextToken } = cutPage(stored, token);
    return succeed({
      NextToken,
      Parameters: page.map((Name) => ({ Name, Type: parameters.has(Name) ? 'String' : 'SecureString', Version: 1 })),
    });
  });
}

export function getParameter(body: string, stored: Stored): LoopbackResponse {
  return withValidInput(gettingOne, body, ({ Name, WithDecryption }) => {
    const [Parameter] = findParameters(stored, [Name], WithDecryption);
    return Parameter === undefined ? refuse('ParameterNotFound', '') : succeed({ Parameter });
  });
}

export function getParameters(body: string, stored: Stored): LoopbackResponse {
  return withValidInput(getting, body, ({ Names, WithDecryption }) =>
    succeed({
      Parameters: findParameters(stored, Names, WithDecryption),
      InvalidParameters: Names.filter((one) => !stored.secrets.has(one) && !stored.parameters.has(one)),
    }),
  );
}

/** Without decryption, Parameter Store answers with the ciphertext of a secret. */
function findParameters({ secrets, parameters }: Stored, names: readonly string[], decrypts: boolean) {
  return names.flatMap((Name) => {
    const plain = parameters.get(Name);
    if (plain !== undefined) return [{ Name, Type: 'String', Value: plain, Version: 1 }];
    const Value = secrets.get(Name);
    return Value === undefined
      ? []
      : [{ Name, Type: 'SecureString', Value: decrypts ? Value : 'encrypted', Version: 1 }];
  });
}
