// Labelled select element.
import { useId } from 'react';

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly options: readonly Value[];
  /** Visible name of an option */
  nameOf: (option: NoInfer<Value>) => string;
  readonly value: NoInfer<Value>;
  onChange: (value: NoInfer<Value>) => void;
}

export function Choice<Value extends string>({ label, options, nameOf, value, onChange }: ChoiceProps<Value>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option === event.target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {nameOf(option)}
          </option>
        ))}
      </select>
    </div>
  );
}
