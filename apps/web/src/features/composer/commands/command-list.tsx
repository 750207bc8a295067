import { IconSlash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Command } from './registry.ts';

interface Props {
  id: string;
  choices: readonly Command[];
  active: number;
  onActive(index: number): void;
  onChoose(command: Command): void;
}

/** Above the composer, which keeps the focus: what a slash can do, with its name and what it takes. */
export function CommandList({ id, choices, active, onActive, onChoose }: Props) {
  const { t } = useTranslation('composer');
  return (
    <div className="mention-list command-list" role="listbox" id={id} aria-label={t('commands')}>
      {choices.map((command, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are read by the field
        <div
          key={command.name}
          id={`${id}-${i}`}
          role="option"
          tabIndex={-1}
          aria-selected={i === active}
          className="mention-option"
          ref={(element) => {
            if (i === active) element?.scrollIntoView({ block: 'nearest' });
          }}
          onMouseMove={() => onActive(i)}
          onMouseDown={(e) => e.preventDefault()}
          onClick={() => onChoose(command)}
        >
          <span className="kind-icon" style={{ width: 24, height: 24 }}>
            <IconSlash size={15} />
          </span>
          <span className="strong">{command.name}</span>
          <span className="dim ellipsis grow">{t(command.says)}</span>
        </div>
      ))}
    </div>
  );
}
