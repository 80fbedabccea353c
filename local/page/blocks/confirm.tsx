// The confirmation dialog of a button or of an overflow menu.
import { useEffect, useId, useRef } from 'react';
import type { ButtonElement } from './action-button.tsx';
import { TextObject } from './text-object.tsx';

interface ConfirmProps {
  readonly confirm: NonNullable<ButtonElement['confirm']>;
  onAnswer(yes: boolean): void;
}

export function Confirm({ confirm, onAnswer }: ConfirmProps) {
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
