// The whole page: people, channels, direct messages, the Home tab, modals and bastion hosts.
import { useEffect, useState } from 'react';
import type { PageMessage } from '../snapshot.ts';
import { Mark } from './avatar.tsx';
import { CLIENT } from './client.ts';
import { ReaderProvider, useReaderOf } from './i18n/reader.ts';
import { type Jump, JumpProvider, parsePermalink } from './jump.ts';
import { useLive } from './live.ts';
import { Modal } from './modal/modal.tsx';
import { PersonSwitch } from './person-switch.tsx';
import { Talk } from './talk/talk.tsx';
import { isSeenBy, useUnread } from './unread.ts';
import { type View, Views } from './views.tsx';
import { WorldPanel } from './world/world-panel.tsx';

export function Page() {
  const { snapshot, lost, aheadMillis } = useLive();
  const [chosen, setChosen] = useState<string>();
  const [view, setView] = useState<View>('channel');
  const people = snapshot?.mode === 'page' ? snapshot.people : [];
  const person = people.find(({ id }) => id === chosen) ?? people.find(({ role }) => role === 'approver') ?? people[0];
  const reader = useReaderOf(snapshot, person);
  const { words, locale } = reader;
  const [channel, onCall] = snapshot?.channels ?? [];
  const isOnCall = (message: PageMessage) => message.channel === onCall?.id && isSeenBy(message, person?.id);
  const unreadIn = useUnread(snapshot?.messages, (message) =>
    view === 'on-call' ? isOnCall(message) : view === 'direct' && isDirectTo(message, person?.id),
  );
  const [jumped, setJumped] = useState<Pick<Jump, 'to' | 'count'>>({ to: undefined, count: 0 });
  const modal = snapshot?.modals.find(
    ({ personId, client }) => personId === person?.id && (client === undefined || client === CLIENT),
  );

  function jumpTo(url: string): (() => void) | undefined {
    const link = parsePermalink(url, snapshot?.workspaceUrl ?? '');
    const found = snapshot?.messages.find((one) => one.ts === link?.ts && one.channel === link?.channel);
    if (found === undefined || !isSeenBy(found, person?.id)) return undefined;
    return () => {
      setView(found.place === 'direct' ? 'direct' : found.channel === onCall?.id ? 'on-call' : 'channel');
      setJumped(({ count }) => ({ to: found.ts, count: count + 1 }));
    };
  }

  const unreadBy = (personId: string) => unreadIn((message) => isDirectTo(message, personId));

  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);

  return (
    <ReaderProvider value={reader}>
      <JumpProvider value={{ ...jumped, actionOf: jumpTo }}>
        <div className="page" data-mode={snapshot?.mode} data-view={view}>
          <header className="top">
            <Mark />
            <div className="brand">
              <h1>{words.app}</h1>
              <p className="muted">{snapshot?.mode === 'workspace' ? words.workspaceTagline : words.tagline}</p>
            </div>
            {person && <PersonSwitch people={people} chosen={person.id} unreadOf={unreadBy} onChoose={setChosen} />}
          </header>
          {lost && (
            <p role="alert" className="lost">
              {words.lost}
            </p>
          )}
          {channel && onCall && person && (
            <Views
              view={view}
              names={{
                channel: words.channel(channel.name),
                'on-call': words.channel(onCall.name),
                direct: words.direct,
                home: words.home,
                world: words.world,
              }}
              unread={{ 'on-call': unreadIn(isOnCall), direct: unreadBy(person.id) }}
              onView={setView}
            />
          )}
          <main>
            {snapshot && person && <Talk snapshot={snapshot} person={person} view={view} />}
            {!person && (
              <p className="alone">
                {channel ? words.inWorkspace(channel.name) : !lost && <span className="muted">{words.loading}</span>}
              </p>
            )}
            {snapshot && (
              <WorldPanel
                snapshot={snapshot}
                aheadMillis={aheadMillis}
                onStarted={() => view === 'world' && setView('channel')}
              />
            )}
          </main>
          {modal && <Modal key={modal.id} modal={modal} />}
        </div>
      </JumpProvider>
    </ReaderProvider>
  );
}

function isDirectTo({ place, visibleTo }: PageMessage, personId: string | undefined): boolean {
  return place === 'direct' && visibleTo === personId;
}
