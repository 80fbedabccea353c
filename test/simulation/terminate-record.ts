// The CloudTrail record of a call of TerminateSession.
import { type Call, type CloudTrailRecord, createRecordBase } from '../../local/aws/cloudtrail-record.ts';
import type { SsmSession } from '../../local/aws/ssm-session.ts';

/** @param call.principal the caller, who need not be the session's owner */
export function createTerminateRecord(call: Call & { session: Pick<SsmSession, 'SessionId'> }): CloudTrailRecord {
  const sessionId = call.session.SessionId;
  return {
    ...createRecordBase('TerminateSession', call, sessionId),
    requestParameters: { sessionId },
    responseElements: { sessionId },
  };
}
