// The team's decisions: one object for the rules and the use cases, which pick the parts that they need.

import type { FourEyesPolicy } from '../session/acts/acknowledge.ts';
import type { Approvers, Deadlines } from '../session/approval.ts';
import type { Targets } from '../session/event.ts';
import type { Audiences } from '../session/follow-ups.ts';

export interface WorkflowSettings extends Approvers, Deadlines, Audiences {
  readonly approverGroup?: string | undefined;
  /** `require`: two approvers must press where the operator's Slack account is unknown or unverified */
  readonly fourEyes: FourEyesPolicy;
  /** May see every session; the approvers may, when neither is set */
  readonly auditorUsers: readonly string[];
  readonly auditorGroup?: string | undefined;
  readonly operatorEmailDomain?: string | undefined;
  readonly shellDocuments: readonly string[];
  readonly targets: Targets;
  /** Channel of the notices, e.g. "C0BASTION01" */
  readonly channel: string;
  readonly timeZone: string;
  /** Hour of the daily digest in `timeZone`, e.g. "09:00" */
  readonly digestAt: string;
  readonly monthlyReport: boolean;
  /** True if the watchdog checks the deployment each day, and says so */
  readonly heartbeat: boolean;
  /** Seconds between two polls of one watchdog pass */
  readonly pollEverySeconds: number;
  readonly replayEveryMinutes: number;
}
