// What the chosen person reads and writes: the channel, and the app's messages to them alone.
import { useMemo } from 'react';
import type { Person, Snapshot } from '../snapshot.ts';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { FirstSession } from './first-session.tsx';
import { Flow } from './flow.tsx';
import { useReader } from './reader.ts';

interface TalkProps {
  readonly snapshot: Snapshot;
  readonly person: Person;
  readonly isDirect: boolean;
}

export function Talk({ snapshot: { messages, targets, channelName }, person, isDirect }: TalkProps) {
  const { words } = useReader();
  const visible = useMemo(
    () => messages.filter(({ visibleTo }) => visibleTo === undefined || visibleTo === person.id),
    [messages, person.id],
  );
  return (
    <div className="talk">
      <div className="talk-part" hidden={isDirect}>
        <Flow
          label={words.channel(channelName)}
          messages={visible.filter(({ place }) => place === 'channel')}
          empty={<FirstSession targets={targets} />}
        />
        <Composer channelName={channelName} />
      </div>
      <div className="talk-part" hidden={!isDirect}>
        <Flow
          label={words.direct}
          messages={visible.filter(({ place }) => place === 'direct')}
          empty={<p className="empty muted">{words.noDirect(person.name)}</p>}
        />
      </div>
      {/* Somebody else is told of nothing that was there before. */}
      <Announcer key={person.id} messages={visible} />
    </div>
  );
}
