// A button of a message, with its confirmation dialog.
import { useEffect, useId, useRef, useState } from 'react';
import type { z } from 'zod';
import type { blocks as blocksOfMessage } from '../../slack/blocks.ts';
import { TextObject } from './text-object.tsx';

export type Block = z.infer<typeof blocksOfMessage>[number];
type ButtonElement = Extract<Block, { type: 'actions' }>['elements'][number];

/** The handler of clicks, and the action id of the button whose click is in progress. */
export interface Pressing {
  readonly pressed: string | undefined;
  onPress(button: ButtonElement, blockId: string): void;
}

interface ActionButtonProps extends Pressing {
  readonly button: ButtonElement;
  readonly blockId: string;
}

export function ActionButton({ button, blockId, pressed, onPress }: ActionButtonProps) {
  const [asking, setAsking] = useState(false);
  const { confirm } = button;
  return (
    <>
      {/* `disabled` would drop the keyboard's focus. */}
      <button
        type="button"
        className="button"
        data-look={button.style}
        aria-label={button.accessibility_label}
        aria-disabled={pressed !== undefined}
        aria-busy={pressed === (button.action_id ?? '')}
        onClick={() => {
          if (pressed !== undefined) return;
          if (confirm) setAsking(true);
          else onPress(button, blockId);
        }}
      >
        {button.text.text}
      </button>
      {asking && confirm && (
        <Confirm
          confirm={confirm}
          onAnswer={(yes) => {
            setAsking(false);
            if (yes) onPress(button, blockId);
          }}
        />
      )}
    </>
  );
}

interface ConfirmProps {
  readonly confirm: NonNullable<ButtonElement['confirm']>;
  onAnswer(yes: boolean): void;
}

function Confirm({ confirm, onAnswer }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="confirm"
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}text`}
      // Escape closes the dialog without a return value.
      onClose={(event) => onAnswer(event.currentTarget.returnValue === 'yes')}
    >
      <form method="dialog">
        <h2 id={`${id}title`}>{confirm.title.text}</h2>
        <p id={`${id}text`} className="block-text">
          <TextObject text={confirm.text} />
        </p>
        {/* The first button gets the focus, so it is the harmless one. */}
        <div className="block-actions">
          <button type="submit" className="button" value="no">
            {confirm.deny.text}
          </button>
          <button type="submit" className="button" value="yes" data-look={confirm.style ?? 'primary'} data-filled>
            {confirm.confirm.text}
          </button>
        </div>
      </form>
    </dialog>
  );
}
