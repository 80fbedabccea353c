// The ways between the channel, the direct messages and, where there is no room beside them, the bastion hosts.
import { useReader } from './reader.ts';

export type View = 'channel' | 'direct' | 'world';

interface ViewsProps {
  readonly view: View;
  readonly channelName: string;
  readonly unread: number;
  onView(view: View): void;
}

export function Views({ view, channelName, unread, onView }: ViewsProps) {
  const { words } = useReader();
  const names = { channel: words.channel(channelName), direct: words.direct, world: words.world };
  return (
    <nav className="views" aria-label={words.views}>
      {(['channel', 'direct', 'world'] as const).map((one) => (
        <button
          key={one}
          type="button"
          data-for={one}
          aria-current={one === view ? 'page' : undefined}
          onClick={() => onView(one)}
        >
          {names[one]}
          {one === 'direct' && unread > 0 && (
            <>
              {' '}
              <span className="badge" aria-hidden="true">
                {unread}
              </span>
              <span className="unseen">{words.unread(unread)}</span>
            </>
          )}
        </button>
      ))}
    </nav>
  );
}
