// Start of an empty channel: a sentence, and a button that starts the first session.

import type { Snapshot } from '../../snapshot.ts';
import { useAsk } from '../ask.ts';
import { Mark } from '../avatar.tsx';
import { useReader } from '../i18n/reader.ts';

export function FirstSession({ targets }: { targets: Snapshot['targets'] }) {
  const { words } = useReader();
  const { busy, error, ask } = useAsk();
  const target = targets[0]?.id ?? '';
  return (
    <div className="empty">
      <Mark />
      <p>{words.noMessages}</p>
      <button
        type="button"
        className="button"
        data-look="primary"
        data-filled
        disabled={busy}
        onClick={() => ask('start', { kind: 'shell', target, principal: 'iam-user', reason: words.firstReason })}
      >
        {words.startFirst}
      </button>
      {error && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
    </div>
  );
}
