import { IconBuilding, IconUsersGroup } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar, PersonMark } from '../people/avatar.tsx';
import type { MentionChoice } from './use-mentions.ts';

interface Props {
  id: string;
  choices: readonly MentionChoice[];
  active: number;
  onActive(index: number): void;
  onChoose(choice: MentionChoice): void;
}

/** Above the composer, which keeps the focus: it is a listbox of the field below. */
export function MentionList({ id, choices, active, onActive, onChoose }: Props) {
  const { t } = useTranslation('composer');
  return (
    <div className="mention-list" role="listbox" id={id} aria-label={t('mentions')}>
      {choices.map((choice, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are read by the field
        <div
          key={choice.token}
          id={`${id}-${i}`}
          role="option"
          tabIndex={-1}
          aria-selected={i === active}
          className="mention-option"
          onMouseMove={() => onActive(i)}
          onMouseDown={(e) => e.preventDefault()}
          onClick={() => onChoose(choice)}
        >
          {choice.kind === 'user' ? (
            <PersonAvatar id={choice.id} size={24} />
          ) : (
            <span className="kind-icon" style={{ width: 24, height: 24 }}>
              {choice.kind === 'all' ? <IconUsersGroup size={15} /> : <IconBuilding size={15} />}
            </span>
          )}
          <span className="strong ellipsis">{choice.name}</span>
          <PersonMark person={choice.person} />
          <span className="dim ellipsis grow">
            {choice.kind === 'all'
              ? t('everyone')
              : choice.kind === 'department'
                ? t('department')
                : choice.outside
                  ? t('outside')
                  : choice.person?.title}
          </span>
        </div>
      ))}
    </div>
  );
}
