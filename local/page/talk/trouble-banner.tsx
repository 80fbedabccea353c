// Names the active simulated failures above the messages.
import { type Snapshot, SWITCHES } from '../../snapshot.ts';
import { useReader } from '../i18n/reader.ts';

export function TroubleBanner({ switches }: Pick<Snapshot, 'switches'>) {
  const { words } = useReader();
  return (
    <div className="troubles" role="status">
      {SWITCHES.filter((name) => switches[name]).map((name) => (
        <p key={name}>{words.trouble[name].banner}</p>
      ))}
    </div>
  );
}
