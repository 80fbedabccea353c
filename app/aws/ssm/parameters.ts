// Secrets and long settings from Parameter Store.
import * as v from 'valibot';
import { SchemaError } from '../../lib/schema-error.ts';
import type { ParameterStore } from './parameter-store.ts';

export interface SlackSecrets {
  readonly botToken: string;
  /** Undefined if it is not stored, or was not asked for */
  readonly signingSecret: string | undefined;
}

/** The secrets of the Slack app are not stored yet. */
export class MissingSecretError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MissingSecretError';
  }
}

const parameter = v.object({ Name: v.string(), Value: v.string() });
const one = v.object({ Parameter: parameter });
const several = v.object({ Parameters: v.array(parameter) });

/**
 * Asks only for what the function may read: one name that its role does not allow would refuse the whole request.
 * @param path e.g. "/bastion-ack/slack", above the SecureStrings "bot-token" and "signing-secret"
 * @param verifies true for the function that verifies Slack's requests
 * @throws {MissingSecretError} if there is no bot token
 */
export async function readSlackSecrets(
  store: ParameterStore,
  path: string,
  { verifies }: { readonly verifies: boolean },
): Promise<SlackSecrets> {
  const base = path.replace(/\/$/, '');
  const names = { botToken: `${base}/bot-token`, signingSecret: `${base}/signing-secret` };
  const asked = verifies ? [names.botToken, names.signingSecret] : [names.botToken];
  const answer = await store('GetParameters', { Names: asked, WithDecryption: true });
  const { Parameters } = readAs(several, answer);
  const held = (name: string) => Parameters.find((parameter) => parameter.Name === name)?.Value;
  const botToken = held(names.botToken);
  if (!botToken)
    throw new MissingSecretError(
      `${names.botToken} is not in Parameter Store: put the bot token there as a SecureString`,
    );
  return { botToken, signingSecret: held(names.signingSecret) };
}

/** @throws {Error} if there is no such parameter */
export async function readParameter(store: ParameterStore, name: string): Promise<string> {
  const { Parameter } = readAs(one, await store('GetParameter', { Name: name, WithDecryption: true }));
  if (!Parameter.Value) throw new Error(`${name} in Parameter Store is empty: put the JSON object there`);
  return Parameter.Value;
}

/** @throws {SchemaError} without the parameter's content */
function readAs<T>(shape: v.GenericSchema<unknown, T>, answer: unknown): T {
  const read = v.safeParse(shape, answer);
  if (!read.success) throw new SchemaError(read.issues, 'the answer of Parameter Store');
  return read.output;
}
