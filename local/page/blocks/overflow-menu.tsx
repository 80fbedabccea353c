// The overflow menu of a message or of a view: less important actions behind three dots.
import { useState } from 'react';
import type { z } from 'zod';
import type { overflow } from '../../slack/elements.ts';
import { useReader } from '../i18n/reader.ts';
import type { Pressing } from './action-button.tsx';
import { Confirm } from './confirm.tsx';
import { Popover } from './popover.tsx';

interface OverflowMenuProps extends Pressing {
  readonly menu: z.infer<typeof overflow>;
  readonly blockId: string;
}

export function OverflowMenu({ menu, blockId, pressed, onPress }: OverflowMenuProps) {
  const { words } = useReader();
  const [asking, setAsking] = useState<string>();
  const { action_id: actionId = '', options, confirm } = menu;
  const choose = (value: string) => onPress({ actionId, blockId, value });
  return (
    <>
      <Popover
        face={<span aria-hidden="true">⋯</span>}
        label={words.moreActions}
        className="button overflow"
        busy={pressed !== undefined}
      >
        {(close) =>
          options.map(({ text, value = '', description }) => (
            <button
              key={`${value} ${text.text}`}
              type="button"
              role="menuitem"
              onClick={() => {
                close();
                if (confirm) setAsking(value);
                else choose(value);
              }}
            >
              {text.text}
              {description && <small>{description.text}</small>}
            </button>
          ))
        }
      </Popover>
      {asking !== undefined && confirm && (
        <Confirm
          confirm={confirm}
          onAnswer={(yes) => {
            setAsking(undefined);
            if (yes) choose(asking);
          }}
        />
      )}
    </>
  );
}
