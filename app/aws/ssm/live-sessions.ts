// SSM's view of the sessions: lists live and past ones, and terminates one.
import {
  DescribeSessionsCommand,
  type SessionFilter,
  type SessionState,
  type SSMClient,
  TerminateSessionCommand,
} from '@aws-sdk/client-ssm';
import type { TimeLimit } from '../../lib/time-limit.ts';
import type { LiveSession, LiveSessions } from '../../ports.ts';
import { toLiveSession } from './to-live-session.ts';

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeSessions.html */
const MAX_PER_PAGE = 200;
/** A click waits for this call. */
const TERMINATE_TIMEOUT_MILLIS = 1_000;

export function createLiveSessions(ssm: SSMClient, limit: TimeLimit): LiveSessions {
  async function readPages(State: SessionState, Filters: SessionFilter[] | undefined, mostPages: number) {
    const sessions: LiveSession[] = [];
    let NextToken: string | undefined;
    let count = 0;
    do {
      const page = await ssm.send(
        new DescribeSessionsCommand({ State, Filters, NextToken, MaxResults: MAX_PER_PAGE }),
        { abortSignal: limit.signal() },
      );
      for (const session of page.Sessions ?? []) sessions.push(...toLiveSession(session, State));
      NextToken = page.NextToken || undefined;
      count++;
    } while (NextToken !== undefined && count < mostPages);
    return { sessions, isAll: NextToken === undefined };
  }

  async function describe(State: SessionState, Filters?: SessionFilter[]): Promise<LiveSession[]> {
    return (await readPages(State, Filters, Number.POSITIVE_INFINITY)).sessions;
  }

  function active(): Promise<LiveSession[]>;
  function active(mostPages: number): Promise<LiveSession[] | 'more'>;
  async function active(mostPages = Number.POSITIVE_INFINITY): Promise<LiveSession[] | 'more'> {
    const { sessions, isAll } = await readPages('Active', undefined, mostPages);
    return isAll ? sessions : 'more';
  }

  return {
    active,
    async find(sessionId) {
      const filter: SessionFilter[] = [{ key: 'SessionId', value: sessionId }];
      const [past] = await describe('History', filter);
      // An ended session stays ended, even if the list of active ones lags behind.
      if (past?.status === 'Terminated' || past?.status === 'Failed') return past;
      return (await describe('Active', filter))[0] ?? past;
    },
    async terminate(sessionId) {
      const abortSignal = AbortSignal.timeout(TERMINATE_TIMEOUT_MILLIS);
      await ssm.send(new TerminateSessionCommand({ SessionId: sessionId }), { abortSignal });
    },
  };
}
