// List of SSM's sessions.
import { useId } from 'react';
import type { PageSession } from '../../snapshot.ts';
import { useAsk } from '../ask.ts';
import { useReader } from '../i18n/reader.ts';
import { formatTime } from '../i18n/when.ts';

/** Newest sessions that are shown even if they have ended. */
const ENDED_SHOWN = 20;
/** Latest warnings to a host that are shown. */
const WARNINGS_SHOWN = 3;

export function SsmSessions({ sessions }: { sessions: readonly PageSession[] }) {
  const { words } = useReader();
  const id = useId();
  const shown = sessions.toReversed().filter((session, index) => index < ENDED_SHOWN || isLive(session));
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{words.sessions}</h3>
      {shown.length === 0 ? (
        <p className="muted">{words.noSessions}</p>
      ) : (
        <ul className="sessions" aria-labelledby={id}>
          {shown.map((session) => (
            <SsmSession key={session.sessionId} session={session} />
          ))}
        </ul>
      )}
    </section>
  );
}

function SsmSession({ session }: { session: PageSession }) {
  const reader = useReader();
  const { words } = reader;
  const { busy, error, ask } = useAsk();
  const id = useId();
  const at = (iso: string) => formatTime(new Date(iso), reader);
  const { operator, targetName, kind, status, startedAt, endedAt, warnedAt } = session;
  return (
    <li className="session" data-session-id={session.sessionId} data-live={isLive(session)}>
      <div>
        <p id={id}>
          <strong>{operator}</strong> → <strong>{targetName}</strong>
        </p>
        <p className="muted">
          <span className="status" data-status={status}>
            {words.status[status]}
          </span>{' '}
          {endedAt ? words.fromTo(at(startedAt), at(endedAt)) : words.since(at(startedAt))}
        </p>
        <p className="muted">{kind ? words.kinds[kind] : words.otherKind}</p>
        {warnedAt.length > 0 && (
          <p className="muted">{words.warned(targetName, warnedAt.slice(-WARNINGS_SHOWN).map(at).join(', '))}</p>
        )}
        <p className="session-id">{session.sessionId}</p>
      </div>
      {isLive(session) && status !== 'Terminating' && (
        <button
          type="button"
          className="button small"
          title={words.endHint}
          aria-describedby={id}
          disabled={busy}
          onClick={() => ask('end', { sessionId: session.sessionId })}
        >
          {words.end}
        </button>
      )}
      {error && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
    </li>
  );
}

function isLive({ status }: PageSession): boolean {
  return status !== 'Terminated' && status !== 'Failed';
}
