// What the team has decided, as the use cases need it.
import type { Approvers } from '../session/approval.ts';
import type { Targets } from '../session/target.ts';

export interface WorkflowSettings extends Approvers {
  readonly approverGroup?: string | undefined;
  /** Who may see every session; the approvers, when neither is set */
  readonly auditorUsers: readonly string[];
  readonly auditorGroup?: string | undefined;
  readonly operatorEmailDomain?: string | undefined;
  readonly shellDocuments: readonly string[];
  readonly targets: Targets;
  readonly timeZone: string;
  /** When the daily digest goes out, in `timeZone`, e.g. "09:00" */
  readonly digestAt: string;
  /** How often one pass of the watchdog looks for sessions */
  readonly pollEverySeconds: number;
  readonly replayEveryMinutes: number;
}
