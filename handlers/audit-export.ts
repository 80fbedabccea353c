// Seals days each night, sends the report of each month, and exports files on request.
import { composeAudit } from '../app/composition/audit.ts';
import { createAuditHandler } from '../app/composition/audit-handler.ts';
import { readConfig } from '../app/config/read-config.ts';

const config = readConfig('audit-export');

export const handler = createAuditHandler(() => composeAudit(config));
