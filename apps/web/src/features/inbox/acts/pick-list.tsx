import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { isComposing } from '../../composer/use-composer-keys.ts';

interface Item {
  id: string;
  name: string;
}

interface Props<T extends Item> {
  label: string;
  items: readonly T[];
  /** Which of them answer to what is typed. */
  find(items: readonly T[], text: string): readonly T[];
  nothing: string;
  onChoose(item: T): void;
  /** More about the one that is marked. */
  preview(item: T): ReactNode;
}

/** A field above a list: arrows mark, Enter chooses; what the marked one holds stands beside it. */
export function PickList<T extends Item>({ label, items, find, nothing, onChoose, preview }: Props<T>) {
  const id = useId();
  const [text, setText] = useState('');
  const [marked, mark] = useState(0);
  const found = find(items, text);
  const at = Math.min(marked, Math.max(0, found.length - 1));
  const active = found[at];
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === 'ArrowDown') mark((at + 1) % Math.max(1, found.length));
    else if (event.key === 'ArrowUp') mark((at + found.length - 1) % Math.max(1, found.length));
    else if (event.key === 'Enter' && active) onChoose(active);
    else return;
    event.preventDefault();
  };
  return (
    <div className="pick">
      <TextInput
        label={label}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          mark(0);
        }}
        onKeyDown={onKeyDown}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={id}
        aria-activedescendant={active ? `${id}-${at}` : undefined}
        data-autofocus
      />
      <div className="pick-both">
        <div className="pick-list" role="listbox" id={id} aria-label={label}>
          {found.map((item, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are read by the field
            <div
              key={item.id}
              id={`${id}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === at}
              className="choice"
              ref={(element) => {
                if (i === at) element?.scrollIntoView({ block: 'nearest' });
              }}
              onMouseMove={() => mark(i)}
              onClick={() => onChoose(item)}
            >
              <span className="ellipsis">{item.name}</span>
            </div>
          ))}
          {found.length === 0 && <p className="dim pick-none">{nothing}</p>}
        </div>
        {active && <div className="pick-preview">{preview(active)}</div>}
      </div>
    </div>
  );
}
