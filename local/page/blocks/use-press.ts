// Clicks in one message or view, with their progress and errors as state.
import { useState } from 'react';
import type { ClickRequest } from '../../snapshot.ts';
import { useAsk } from '../ask.ts';
import { CLIENT } from '../client.ts';
import { useReader } from '../i18n/reader.ts';
import type { Pressing } from './action-button.tsx';

type Place = Pick<ClickRequest, 'messageTs' | 'viewId'>;

export function usePress(place: Place): { readonly pressing: Pressing; readonly error: string | undefined } {
  const { person } = useReader();
  const { error, ask } = useAsk();
  const [pressed, setPressed] = useState<string>();
  return {
    error,
    pressing: {
      pressed,
      async onPress(press) {
        if (person === undefined) return;
        setPressed(press.actionId);
        await ask('click', { personId: person.id, client: CLIENT, ...place, ...press });
        setPressed(undefined);
      },
    },
  };
}
