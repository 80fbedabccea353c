// The operations of SSM's API that the stand-in supports.
import * as z from 'zod';
import { ACCOUNT, createStreamUrl } from './account.ts';
import { refuse, succeed, withValidInput } from './aws-json.ts';
import type { IsBroken } from './deployment/breakage.ts';
import { cutPage, pageToken } from './deployment/pages.ts';
import { describeSessions } from './describe-sessions.ts';
import type { LoopbackResponse } from './loopback.ts';
import { createIamUser } from './principals.ts';
import { SESSION_DOCUMENTS } from './session-presets.ts';
import type { SsmCommands } from './ssm-commands.ts';
import { describeParameters, getParameter, getParameters } from './ssm-parameters.ts';
import { hasEnded, parameters } from './ssm-session.ts';
import type { SsmSessionStore } from './ssm-session-store.ts';

export const SSM_OPERATIONS = [
  'StartSession',
  'ResumeSession',
  'TerminateSession',
  'DescribeSessions',
  'SendCommand',
  'DescribeInstanceInformation',
  'DescribeParameters',
  'GetParameter',
  'GetParameters',
] as const;
export type SsmOperation = (typeof SSM_OPERATIONS)[number];

export interface SsmWorld {
  readonly sessions: SsmSessionStore;
  readonly commands: SsmCommands;
  /** Documents that SendCommand accepts. */
  readonly commandDocuments: readonly string[];
  readonly targets: readonly string[];
  /** SecureStrings by their name */
  readonly secrets: ReadonlyMap<string, string>;
  /** Strings by their name */
  readonly parameters: ReadonlyMap<string, string>;
  readonly isBroken: IsBroken;
  now(): Date;
  /** False while TerminateSession succeeds without effect. */
  terminates(): boolean;
}

function requireLength(max: number) {
  return z
    .string()
    .min(1, 'Member must have length greater than or equal to 1')
    .max(max, `Member must have length less than or equal to ${max}`);
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartSession.html */
const startRequest = z.object({
  Target: requireLength(400),
  DocumentName: z.string().optional(),
  Reason: requireLength(256).optional(),
  Parameters: parameters.optional(),
});
const sessionRequest = z.object({ SessionId: requireLength(96) });

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html */
const commandRequest = z.object({
  DocumentName: z
    .string()
    .regex(/^[\w.:/-]{3,128}$/, 'Member must satisfy regular expression pattern: ^[a-zA-Z0-9_\\-.:/]{3,128}$'),
  DocumentVersion: z
    .string()
    .regex(
      /^(\$LATEST|\$DEFAULT|[1-9]\d*)$/,
      'Member must satisfy regular expression pattern: ([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)',
    )
    .default('$DEFAULT'),
  InstanceIds: z
    .array(
      z
        .string()
        .regex(
          /^(i-(\w{8}|\w{17})|mi-\w{17})$/,
          'Member must satisfy regular expression pattern: (^i-(\\w{8}|\\w{17})$)|(^mi-\\w{17}$)',
        ),
    )
    .min(1, 'Member must have length greater than or equal to 1')
    .max(50, 'Member must have length less than or equal to 50'),
  Parameters: parameters.default({}),
});

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html */
const nodesRequest = z.object({
  Filters: z.array(z.object({ Key: z.literal('InstanceIds'), Values: z.array(z.string()).min(1).max(100) })).max(5),
  MaxResults: z.int().min(5).max(50),
  NextToken: pageToken,
});

export function performOperation(operation: SsmOperation, body: string, world: SsmWorld): LoopbackResponse {
  const { sessions: store } = world;
  switch (operation) {
    case 'DescribeSessions':
      return describeSessions(body, store.sessions(), world.now());
    case 'StartSession':
      return withValidInput(startRequest, body, (request) => startSession(request, world));
    case 'ResumeSession':
      return withValidInput(sessionRequest, body, ({ SessionId }) => resumeSession(SessionId, store));
    case 'TerminateSession':
      return withValidInput(sessionRequest, body, ({ SessionId }) => {
        if (world.terminates()) store.terminate(SessionId);
        return succeed({ SessionId });
      });
    case 'SendCommand':
      return withValidInput(commandRequest, body, (request) => sendCommand(request, world));
    case 'DescribeInstanceInformation':
      return withValidInput(nodesRequest, body, ({ Filters, NextToken: token }) => {
        const connected = world.targets.filter((id) => Filters.every(({ Values }) => Values.includes(id)));
        const { page, NextToken } = cutPage(connected, token);
        return succeed({
          NextToken,
          InstanceInformationList: page.map((InstanceId) => ({
            InstanceId,
            PingStatus: world.isBroken('targets') ? 'ConnectionLost' : 'Online',
          })),
        });
      });
    case 'DescribeParameters':
      return describeParameters(body, world);
    case 'GetParameter':
      return getParameter(body, world);
    case 'GetParameters':
      return getParameters(body, world);
  }
}

function startSession(request: z.infer<typeof startRequest>, { sessions: store, targets }: SsmWorld): LoopbackResponse {
  const { Target: target, DocumentName: documentName, Reason: reason, Parameters: parameters } = request;
  if (documentName !== undefined && !SESSION_DOCUMENTS.includes(documentName)) {
    return refuse('InvalidDocument', `Document with name ${documentName} does not exist.`);
  }
  if (!targets.includes(target)) return refuse('TargetNotConnected', `${target} is not connected.`);
  const { arn: ownerArn, name: ownerName } = createIamUser();
  return succeedWithStream(store.start({ ownerArn, ownerName, target, documentName, reason, parameters }).SessionId);
}

function resumeSession(sessionId: string, store: SsmSessionStore): LoopbackResponse {
  const session = store.find(sessionId);
  if (session === undefined || hasEnded(session)) {
    return refuse('DoesNotExistException', `Session ${sessionId} does not exist.`);
  }
  if (session.Status === 'Disconnected') store.changeStatus(sessionId, 'Connected');
  return succeedWithStream(sessionId);
}

function succeedWithStream(sessionId: string): LoopbackResponse {
  return succeed({ SessionId: sessionId, TokenValue: 'a-made-up-token', StreamUrl: createStreamUrl(sessionId) });
}

function sendCommand(
  { DocumentName, DocumentVersion, InstanceIds, Parameters }: z.infer<typeof commandRequest>,
  { commands, commandDocuments, targets }: SsmWorld,
): LoopbackResponse {
  if (!commandDocuments.includes(DocumentName)) {
    return refuse('InvalidDocument', `Document with name ${DocumentName} does not exist.`);
  }
  const absent = InstanceIds.filter((id) => !targets.includes(id));
  if (absent.length > 0) {
    return refuse(
      'InvalidInstanceId',
      `Instances [[${absent.join(', ')}]] not in a valid state for account ${ACCOUNT}`,
    );
  }
  const sent = commands.send({
    documentName: DocumentName,
    documentVersion: DocumentVersion,
    instanceIds: InstanceIds,
    parameters: Parameters,
  });
  return succeed({
    Command: {
      CommandId: sent.commandId,
      DocumentName,
      InstanceIds,
      Parameters,
      Status: 'Pending',
      RequestedDateTime: sent.at.getTime() / 1000,
    },
  });
}
