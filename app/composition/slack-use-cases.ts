// Binds the use cases of Slack to their ports. A click loads its own use case alone; the others load with their first
// call.
import type { Ports } from '../ports.ts';
import type { SlackUseCases } from '../slack/inbound/use-cases.ts';
import { actOnSession, recordReason } from '../workflow/act-on-session.ts';
import { approverStatus } from '../workflow/approvers.ts';
import { noteSlackRequest } from '../workflow/checks/note-slack-request.ts';
import type { WorkflowSettings } from '../workflow/settings.ts';

const lists = () => import('../workflow/queries/lists.ts');

export function bindSlackUseCases(ports: Ports, settings: WorkflowSettings): SlackUseCases {
  return {
    acknowledge: (click, note) => actOnSession(ports, settings, click, { type: 'acknowledge', note }),
    terminate: (click, note) => actOnSession(ports, settings, click, { type: 'requestTermination', note }),
    withdraw: (click, note) => actOnSession(ports, settings, click, { type: 'withdraw', note }),
    reconfirm: (click, act) => actOnSession(ports, settings, click, { type: 'reconfirm', act }),
    giveReason: (given) => recordReason(ports, given),
    acknowledgeListed: async (click) =>
      (await import('../workflow/watchdog/send-digest.ts')).acknowledgeListed(ports, settings, click),
    approverStatus: (userId) => approverStatus(ports, settings, userId),
    who: async (span) => (await lists()).findPresence(ports, settings, span),
    pending: async (userId, span) => (await lists()).findPending(ports, settings, userId, span),
    overview: async (userId, spans) => (await lists()).findOverview(ports, settings, userId, spans),
    home: async (userId) => (await import('../workflow/queries/home.ts')).findHome(ports, settings, userId),
    findSessions: async (query, span) => (await lists()).findSessions(ports, settings, query, span),
    findByNotice: async (place) => (await import('../workflow/queries/find-by-notice.ts')).findByNotice(ports, place),
    session: async (sessionId) => (await lists()).sessionOf(ports, sessionId),
    history: async (question) =>
      (await import('../workflow/queries/history.ts')).findHistory(ports, settings, question),
    requestExport: async (asked) =>
      (await import('../workflow/request-export.ts')).requestExport(ports, settings, asked),
    noteRequest: () => noteSlackRequest(ports),
    requestChecks: async (asked) =>
      (await import('../workflow/checks/request-checks.ts')).requestChecks(ports, settings, asked),
  };
}
