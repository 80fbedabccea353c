// The app's Home tab, as the app has published it for the chosen person.
import { useEffect, useId } from 'react';
import type { PageHome, Person } from '../../snapshot.ts';
import { useAsk } from '../ask.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { usePress } from '../blocks/use-press.ts';
import { useReader } from '../i18n/reader.ts';

interface HomeProps {
  readonly person: Person;
  readonly home: PageHome | undefined;
  /** True while the page shows the Home tab */
  readonly isOpen: boolean;
}

export function Home({ person, home, isOpen }: HomeProps) {
  const { words } = useReader();
  const { busy, error, ask } = useAsk();
  const { pressing, error: clickError } = usePress({ viewId: home?.id });
  const id = useId();
  const personId = person.id;

  // biome-ignore lint/correctness/useExhaustiveDependencies: Slack tells the app once, when somebody opens the tab
  useEffect(() => {
    if (isOpen) ask('home', { personId });
  }, [isOpen, personId]);

  const fault = clickError ?? error;
  return (
    <section className="home scroller" aria-labelledby={id}>
      <h2 id={id} className="unseen">
        {words.home}
      </h2>
      {home ? (
        <div className="home-blocks">
          <Blocks blocks={home.blocks.filter((block) => block.type !== 'input')} {...pressing} />
        </div>
      ) : (
        <p className="empty muted">{busy ? words.loading : words.noHome}</p>
      )}
      {fault && (
        <p role="alert" className="error">
          {fault}
        </p>
      )}
    </section>
  );
}
