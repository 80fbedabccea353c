// The whole page: who one is, the channel, the direct messages, and the bastion hosts beside them.
import { useEffect, useState } from 'react';
import { Mark } from './avatar.tsx';
import { useLive } from './live.ts';
import { PersonSwitch } from './person-switch.tsx';
import { ReaderProvider, useReaderOf } from './reader.ts';
import { Talk } from './talk.tsx';
import { useUnread } from './unread.ts';
import { type View, Views } from './views.tsx';
import { WorldPanel } from './world-panel.tsx';

export function Page() {
  const { snapshot, lost } = useLive();
  const [chosen, setChosen] = useState<string>();
  const [view, setView] = useState<View>('channel');
  const people = snapshot?.mode === 'page' ? snapshot.people : [];
  const person = people.find(({ id }) => id === chosen) ?? people.find(({ role }) => role === 'approver') ?? people[0];
  const reader = useReaderOf(snapshot, person);
  const { words, locale } = reader;
  const unreadOf = useUnread(snapshot?.messages, view === 'direct' ? person?.id : undefined);

  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);

  return (
    <ReaderProvider value={reader}>
      <div className="page" data-mode={snapshot?.mode} data-view={view}>
        <header className="top">
          <Mark />
          <div className="brand">
            <h1>{words.app}</h1>
            <p className="muted">{snapshot?.mode === 'workspace' ? words.workspaceTagline : words.tagline}</p>
          </div>
          {person && <PersonSwitch people={people} chosen={person.id} unreadOf={unreadOf} onChoose={setChosen} />}
        </header>
        {lost && (
          <p role="alert" className="lost">
            {words.lost}
          </p>
        )}
        {snapshot && person && (
          <Views view={view} channelName={snapshot.channelName} unread={unreadOf(person.id)} onView={setView} />
        )}
        <main>
          {snapshot && person && <Talk snapshot={snapshot} person={person} isDirect={view === 'direct'} />}
          {!person && (
            <p className="alone">
              {snapshot
                ? words.inWorkspace(snapshot.channelName)
                : !lost && <span className="muted">{words.loading}</span>}
            </p>
          )}
          {snapshot && <WorldPanel snapshot={snapshot} onStarted={() => view === 'world' && setView('channel')} />}
        </main>
      </div>
    </ReaderProvider>
  );
}
