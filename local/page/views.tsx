// Navigation between channels, direct messages, the app's Home tab and, on a phone, the bastion hosts.
import { useReader } from './i18n/reader.ts';

export type View = 'channel' | 'on-call' | 'direct' | 'home' | 'world';

interface ViewsProps {
  readonly view: View;
  readonly names: Readonly<Record<View, string>>;
  /** Number of unread messages in each view */
  readonly unread: Partial<Record<View, number>>;
  onView(view: View): void;
}

export function Views({ view, names, unread, onView }: ViewsProps) {
  const { words } = useReader();
  return (
    <nav className="views" aria-label={words.views}>
      {(['channel', 'on-call', 'direct', 'home', 'world'] as const).map((one) => {
        const count = unread[one] ?? 0;
        return (
          <button
            key={one}
            type="button"
            data-for={one}
            aria-current={one === view ? 'page' : undefined}
            onClick={() => onView(one)}
          >
            {names[one]}
            {count > 0 && (
              <>
                {' '}
                <span className="badge" aria-hidden="true">
                  {count}
                </span>
                <span className="unseen">{words.unread(count)}</span>
              </>
            )}
          </button>
        );
      })}
    </nav>
  );
}
