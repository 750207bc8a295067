import type { ReactNode } from 'react';

interface Props<Choice> {
  id: string;
  label: string;
  choices: readonly Choice[];
  active: number;
  keyOf(choice: Choice): string;
  onActive(index: number): void;
  onChoose(choice: Choice): void;
  children(choice: Choice): ReactNode;
}

/** Above the composer, which keeps the focus: it is a listbox of the field below. */
export function ChoiceList<Choice>({ id, label, choices, active, keyOf, onActive, onChoose, children }: Props<Choice>) {
  return (
    <div className="choice-list" role="listbox" id={id} aria-label={label}>
      {choices.map((choice, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are read by the field
        <div
          key={keyOf(choice)}
          id={`${id}-${i}`}
          role="option"
          tabIndex={-1}
          aria-selected={i === active}
          className="choice"
          ref={(element) => {
            if (i === active) element?.scrollIntoView({ block: 'nearest' });
          }}
          onMouseMove={() => onActive(i)}
          onMouseDown={(e) => e.preventDefault()}
          onClick={() => onChoose(choice)}
        >
          {children(choice)}
        </div>
      ))}
    </div>
  );
}
