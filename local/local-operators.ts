// The operators of the page: they start and end sessions, and see the list of SSM.

import { CLOUDFORMATION } from '../app/aws/cloudtrail/tampering-calls.ts';
import { createAssumedRole, createIamUser, createIdentityCenterUser, type LocalPrincipal } from './aws/principals.ts';
import { copyPreset, findPresetKind } from './aws/session-presets.ts';
import type { SsmStandIn } from './aws/ssm.ts';
import type { SentCommand } from './aws/ssm-commands.ts';
import type { LocalSession } from './aws/ssm-session.ts';
import { createDeniedRecord, createStartRecord, createTamperingRecord, type TamperingRequest } from './records.ts';
import { TARGETS, WARNING_DOCUMENT } from './settings.ts';
import type {
  DeniedRequest,
  EndRequest,
  PageSession,
  PrincipalKind,
  StartRequest,
  Tamperer,
  TamperRequest,
} from './snapshot.ts';
import type { LocalTrail } from './trail.ts';

export interface LocalOperators {
  start(request: StartRequest): Promise<void>;
  denied(request: DeniedRequest): Promise<void>;
  tamper(request: TamperRequest): Promise<void>;
  /** @throws {Error} for an unknown session */
  end(request: EndRequest): void;
  /** In order of their start. */
  sessions(): PageSession[];
}

const PRINCIPAL: Readonly<Record<PrincipalKind, () => LocalPrincipal>> = {
  'iam-user': createIamUser,
  'identity-center': createIdentityCenterUser,
  'assumed-role': createAssumedRole,
};

/**
 * An address reserved for documentation.
 * @see https://www.rfc-editor.org/rfc/rfc5737
 */
const SOURCE_IP = '203.0.113.24';

/** An administrator who stops the trail; and a stack update, which changes a function and its role. */
const TAMPERINGS: Readonly<Record<Tamperer, readonly Omit<TamperingRequest, 'at'>[]>> = {
  person: [
    {
      principal: createIamUser('administrator'),
      sourceIp: SOURCE_IP,
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      requestParameters: { name: 'bastion-ack-ap-northeast-1' },
    },
  ],
  cloudformation: [
    {
      principal: createAssumedRole('cdk-hnb659fds-cfn-exec-role', 'AWSCloudFormation'),
      sourceIp: CLOUDFORMATION,
      eventSource: 'lambda.amazonaws.com',
      eventName: 'UpdateFunctionCode20150331v2',
      requestParameters: { functionName: 'bastion-ack-FunctionsWatchdogFunction' },
    },
    {
      principal: createAssumedRole('cdk-hnb659fds-cfn-exec-role', 'AWSCloudFormation'),
      sourceIp: CLOUDFORMATION,
      eventSource: 'iam.amazonaws.com',
      eventName: 'PutRolePolicy',
      requestParameters: {
        roleName: 'bastion-ack-FunctionsWatchdogRole',
        policyName: 'FunctionsWatchdogRoleDefaultPolicy',
      },
    },
  ],
};

export function createLocalOperators(ssm: SsmStandIn, trail: LocalTrail): LocalOperators {
  return {
    async start({ kind, target, principal: who, reason }) {
      const principal = PRINCIPAL[who]();
      const { arn: ownerArn, name: ownerName } = principal;
      const session = ssm.start({ ownerArn, ownerName, target, reason, ...copyPreset(kind) });
      await trail.deliver(createStartRecord({ session, kind, principal, reason, sourceIp: SOURCE_IP, at: new Date() }));
    },
    async denied({ target }) {
      await trail.deliver(
        createDeniedRecord({ target, principal: createIamUser(), sourceIp: SOURCE_IP, at: new Date() }),
      );
    },
    async tamper({ by }) {
      for (const call of TAMPERINGS[by]) await trail.deliver(createTamperingRecord({ ...call, at: new Date() }));
    },
    end: ({ sessionId }) => ssm.end(sessionId),
    sessions: () => ssm.sessions().map((session) => toPageSession(session, ssm.commands())),
  };
}

function toPageSession(session: LocalSession, commands: readonly SentCommand[]): PageSession {
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  const { StartDate, EndDate = Number.POSITIVE_INFINITY } = session;
  const isOnItsTerminals = ({ documentName, instanceIds, at }: SentCommand) =>
    documentName === WARNING_DOCUMENT &&
    instanceIds.includes(session.Target) &&
    StartDate * 1000 <= at.getTime() &&
    at.getTime() <= EndDate * 1000;
  return {
    sessionId: session.SessionId,
    target: session.Target,
    targetName: TARGETS[session.Target] ?? session.Target,
    operator: session.ownerName,
    kind: findPresetKind({ documentName: session.DocumentName, parameters: session.parameters }),
    status: session.Status,
    startedAt: iso(session.StartDate),
    endedAt: session.EndDate === undefined ? undefined : iso(session.EndDate),
    warnedAt: commands.filter(isOnItsTerminals).map(({ at }) => at.toISOString()),
  };
}
