// What the people of the page do to AWS, and what they see of it.
import type { SentCommand } from './aws/ssm-commands.ts';
import { assumedRole, iamUser, identityCenterUser, type LocalPrincipal } from './aws/principals.ts';
import type { SsmStandIn } from './aws/ssm.ts';
import type { LocalSession } from './aws/ssm-session.ts';
import { askedBy, kindAsked } from './aws/session-presets.ts';
import { deniedRecord, startRecord } from './records.ts';
import { TARGETS, WARNING_DOCUMENT } from './settings.ts';
import type { DeniedRequest, EndRequest, PageSession, PrincipalKind, StartRequest } from './snapshot.ts';
import type { LocalTrail } from './trail.ts';

export interface People {
  start(request: StartRequest): Promise<void>;
  denied(request: DeniedRequest): Promise<void>;
  /** @throws Error for an unknown session */
  end(request: EndRequest): void;
  /** In the order of their start. */
  sessions(): PageSession[];
}

const PRINCIPAL: Readonly<Record<PrincipalKind, () => LocalPrincipal>> = {
  'iam-user': iamUser,
  'identity-center': identityCenterUser,
  'assumed-role': assumedRole,
};

/** An address of documentation. @see https://www.rfc-editor.org/rfc/rfc5737 */
const SOURCE_IP = '203.0.113.24';

export function createPeople(ssm: SsmStandIn, trail: LocalTrail): People {
  return {
    async start({ kind, target, principal: who, reason }) {
      const principal = PRINCIPAL[who]();
      const { arn: ownerArn, name: ownerName } = principal;
      const session = ssm.start({ ownerArn, ownerName, target, reason, ...askedBy(kind) });
      await trail.bring(startRecord({ session, kind, principal, reason, sourceIp: SOURCE_IP, at: new Date() }));
    },
    async denied({ target }) {
      await trail.bring(deniedRecord({ target, principal: iamUser(), sourceIp: SOURCE_IP, at: new Date() }));
    },
    end: ({ sessionId }) => ssm.end(sessionId),
    sessions: () => ssm.sessions().map((session) => toldToPage(session, ssm.commands())),
  };
}

function toldToPage(session: LocalSession, commands: readonly SentCommand[]): PageSession {
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
    kind: kindAsked({ documentName: session.DocumentName, parameters: session.parameters }),
    status: session.Status,
    startedAt: iso(session.StartDate),
    endedAt: session.EndDate === undefined ? undefined : iso(session.EndDate),
    warnedAt: commands.filter(isOnItsTerminals).map(({ at }) => at.toISOString()),
  };
}
