// Secrets and long settings from Parameter Store.
import { GetParameterCommand, GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';

export interface SlackSecrets {
  readonly botToken: string;
  /** Undefined where only the bot token is stored: handlers that hear nothing from Slack need no more */
  readonly signingSecret: string | undefined;
}

/** @param path e.g. "/bastion-ack/slack", above the SecureStrings "bot-token" and "signing-secret" */
export async function readSlackSecrets(ssm: SSMClient, path: string): Promise<SlackSecrets> {
  const base = path.replace(/\/$/, '');
  const names = { botToken: `${base}/bot-token`, signingSecret: `${base}/signing-secret` };
  const { Parameters = [] } = await ssm.send(
    new GetParametersCommand({ Names: Object.values(names), WithDecryption: true }),
  );
  const held = (name: string) => Parameters.find((parameter) => parameter.Name === name)?.Value;
  const botToken = held(names.botToken);
  if (!botToken)
    throw new Error(`${names.botToken} is not in Parameter Store: put the bot token there as a SecureString`);
  return { botToken, signingSecret: held(names.signingSecret) };
}

/** @throws Error when there is no such parameter */
export async function readParameter(ssm: SSMClient, name: string): Promise<string> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  if (!Parameter?.Value) throw new Error(`${name} in Parameter Store is empty: put the JSON object there`);
  return Parameter.Value;
}
