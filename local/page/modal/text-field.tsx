// A text field of a modal, with its hint, its count of characters and its error.
import { useId } from 'react';
import type { InputBlock } from '../../slack/view.ts';
import { useReader } from '../i18n/reader.ts';

interface TextFieldProps {
  readonly block: InputBlock;
  readonly value: string;
  readonly error: string | undefined;
  onChange(value: string): void;
}

/** Slack's own limit of a field that states none. */
export const MAX_INPUT = 3000;

/** Takes text above the limit, so that nothing typed or pasted is lost; the form does not send it. */
export function TextField({ block, value, error, onChange }: TextFieldProps) {
  const { words } = useReader();
  const id = useId();
  const { element, label, hint, optional } = block;
  const { max_length: max = MAX_INPUT } = element;
  const props = {
    id,
    value,
    placeholder: element.placeholder?.text,
    required: !optional,
    'aria-invalid': error !== undefined,
    'aria-describedby': [hint && `${id}hint`, `${id}count`, error && `${id}error`].filter(Boolean).join(' '),
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div className="field" data-invalid={error !== undefined || undefined}>
      <label htmlFor={id}>
        {label.text} {optional && <span className="muted">{words.modal.optional}</span>}
      </label>
      {element.multiline ? <textarea rows={4} {...props} /> : <input type="text" autoComplete="off" {...props} />}
      <p className="field-notes">
        <small id={`${id}hint`}>{hint?.text}</small>
        <small id={`${id}count`} className="count" data-over={value.length > max || undefined}>
          <span aria-hidden="true">
            {value.length} / {max}
          </span>
          <span className="unseen">{words.modal.count(value.length, max)}</span>
        </small>
      </p>
      {error !== undefined && (
        <p id={`${id}error`} role="alert" className="field-error">
          {error}
        </p>
      )}
    </div>
  );
}
