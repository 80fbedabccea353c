// What the team has decided, as the use cases need it.
import type { People } from '../session/policy.ts';
import type { Targets } from '../session/target.ts';

export interface Settings extends People {
  readonly approverGroup?: string | undefined;
  readonly operatorEmailDomain?: string | undefined;
  readonly shellDocuments: readonly string[];
  readonly targets: Targets;
}
