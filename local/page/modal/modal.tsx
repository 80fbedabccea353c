// A modal of the app: its blocks and fields, and the buttons that submit or close it.
import { useEffect, useId, useRef, useState } from 'react';
import type { InputBlock } from '../../slack/view.ts';
import type { PageModal } from '../../snapshot.ts';
import { useAsk } from '../ask.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { usePress } from '../blocks/use-press.ts';
import { useReader } from '../i18n/reader.ts';
import { MAX_INPUT, TextField } from './text-field.tsx';

export function Modal({ modal: { id: viewId, personId, view } }: { modal: PageModal }) {
  const { words } = useReader();
  const { busy, error, ask, submit } = useAsk();
  const { pressing } = usePress({ viewId });
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const inputs = view.blocks.filter((block) => block.type === 'input');
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<string>();
  const textOf = ({ block_id = '', element }: InputBlock) => typed[block_id] ?? element.initial_value ?? '';

  useEffect(() => dialog.current?.showModal(), []);

  /** Moves the focus to the first field with an error. */
  function show(found: Readonly<Record<string, string>>): void {
    setErrors(found);
    requestAnimationFrame(() => dialog.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  /** The rules that Slack's client keeps without asking the app. */
  function findError(block: InputBlock): string | undefined {
    const text = textOf(block);
    const { min_length: min = 0, max_length: max = MAX_INPUT } = block.element;
    if (text.trim() === '') return block.optional ? undefined : words.modal.required;
    if (text.length < min) return words.modal.tooShort(min);
    return text.length > max ? words.modal.tooLong(text.length - max) : undefined;
  }

  async function send(): Promise<void> {
    if (busy) return;
    setFailure(undefined);
    const found = inputs.flatMap((block) => {
      const fault = findError(block);
      return fault === undefined ? [] : [[block.block_id ?? '', fault] as const];
    });
    show(Object.fromEntries(found));
    if (found.length > 0) return;
    const all = Object.fromEntries(inputs.map((block) => [block.block_id ?? '', textOf(block)]));
    const submission = await submit({ personId, viewId, typed: all });
    if (submission?.outcome === 'errors') show(submission.errors);
    if (submission?.outcome === 'failed') setFailure(words.modal.failed[submission.error]);
  }

  const close = () => ask('close', { personId, viewId });

  return (
    <dialog
      ref={dialog}
      className="modal"
      aria-labelledby={id}
      onCancel={(event) => {
        // The server closes it, so that the app hears of it.
        event.preventDefault();
        close();
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <header>
          <h2 id={id}>{view.title.text}</h2>
          <button type="button" className="button dismiss" aria-label={words.modal.close} onClick={close}>
            <span aria-hidden="true">×</span>
          </button>
        </header>
        <div className="modal-body">
          {view.blocks.map((block) =>
            block.type === 'input' ? (
              <TextField
                key={block.block_id}
                block={block}
                value={textOf(block)}
                error={errors[block.block_id ?? '']}
                onChange={(text) => setTyped((before) => ({ ...before, [block.block_id ?? '']: text }))}
              />
            ) : (
              <div key={block.block_id}>
                <Blocks blocks={[block]} {...pressing} />
              </div>
            ),
          )}
          {(failure ?? error) && (
            <p role="alert" className="error">
              {failure ?? error}
            </p>
          )}
        </div>
        <footer className="block-actions">
          <button type="button" className="button" onClick={close}>
            {view.close?.text ?? words.modal.cancel}
          </button>
          {view.submit && (
            <button
              type="submit"
              className="button"
              data-look="primary"
              data-filled
              aria-disabled={busy}
              aria-busy={busy}
            >
              {view.submit.text}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}
