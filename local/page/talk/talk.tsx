// Channels and direct messages of the chosen person.
import { useMemo } from 'react';
import type { Person, Snapshot } from '../../snapshot.ts';
import { useReader } from '../i18n/reader.ts';
import { isSeenBy } from '../unread.ts';
import type { View } from '../views.tsx';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { FirstSession } from './first-session.tsx';
import { Flow } from './flow.tsx';
import { Home } from './home.tsx';
import { TroubleBanner } from './trouble-banner.tsx';

interface TalkProps {
  readonly snapshot: Snapshot;
  readonly person: Person;
  /** 'world' also shows the channel of the notices */
  readonly view: View;
}

export function Talk({ snapshot: { messages, targets, channels, switches, homes }, person, view }: TalkProps) {
  const { words } = useReader();
  const visible = useMemo(() => messages.filter((message) => isSeenBy(message, person.id)), [messages, person.id]);
  const direct = visible.filter(({ place }) => place === 'direct');
  return (
    <div className="talk">
      <TroubleBanner switches={switches} />
      {channels.map((channel, index) => (
        <div
          key={channel.id}
          className="talk-part"
          hidden={view === 'direct' || view === 'home' || (view === 'on-call') !== (index === 1)}
        >
          <Flow
            label={words.channel(channel.name)}
            messages={visible.filter((message) => message.channel === channel.id)}
            empty={
              index === 0 ? <FirstSession targets={targets} /> : <p className="empty muted">{words.nothingEscalated}</p>
            }
          />
          <Composer channel={channel} />
        </div>
      ))}
      <div className="talk-part" hidden={view !== 'direct'}>
        <Flow
          label={words.direct}
          messages={direct}
          empty={<p className="empty muted">{words.noDirect(person.name)}</p>}
        />
      </div>
      <div className="talk-part" hidden={view !== 'home'}>
        <Home
          key={person.id}
          person={person}
          home={homes.find(({ personId }) => personId === person.id)}
          isOpen={view === 'home'}
        />
      </div>
      {/* The key resets the announcer, so that a newly chosen person hears no old messages. */}
      <Announcer key={person.id} messages={visible} />
    </div>
  );
}
