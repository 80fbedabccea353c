// A button of a message or of a view.
import { useState } from 'react';
import type { z } from 'zod';
import type { button } from '../../slack/elements.ts';
import { Confirm } from './confirm.tsx';

export type ButtonElement = z.infer<typeof button>;

/** A click on a button, or on an option of an overflow menu. */
export interface Press {
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string;
}

/** The handler of clicks, and the action id of the element whose click is in progress. */
export interface Pressing {
  readonly pressed: string | undefined;
  onPress(press: Press): void;
}

interface ActionButtonProps extends Pressing {
  readonly button: ButtonElement;
  readonly blockId: string;
}

export function ActionButton({ button, blockId, pressed, onPress }: ActionButtonProps) {
  const [asking, setAsking] = useState(false);
  const { confirm, action_id: actionId = '', value = '' } = button;
  const press = () => onPress({ actionId, blockId, value });
  return (
    <>
      {/* `disabled` would drop the keyboard's focus. */}
      <button
        type="button"
        className="button"
        data-look={button.style}
        aria-label={button.accessibility_label}
        aria-disabled={pressed !== undefined}
        aria-busy={pressed === actionId}
        onClick={() => {
          if (pressed !== undefined) return;
          if (confirm) setAsking(true);
          else press();
        }}
      >
        {button.text.text}
      </button>
      {asking && confirm && (
        <Confirm
          confirm={confirm}
          onAnswer={(yes) => {
            setAsking(false);
            if (yes) press();
          }}
        />
      )}
    </>
  );
}
