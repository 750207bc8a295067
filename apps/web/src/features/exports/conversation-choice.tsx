import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useTranslation } from '../../app/translation.tsx';
import { ConversationIcon } from '../conversations/conversation-icon.tsx';
import { type Choice, useChoices, useNaming } from './use-choices.ts';

/** Conversations of one export (the contract's limit). */
const mostChosen = 500;

interface Props {
  /** Ids. */
  chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
  error: string | undefined;
}

/** Finds conversations by name or link, and keeps the chosen ones as pills. */
export function ConversationChoice({ chosen, onChange, error }: Props) {
  const { t } = useTranslation('exports');
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState('');
  const choices = useChoices(text, chosen);
  const naming = useNaming(chosen);
  const choose = (id: string): void => {
    onChange([...chosen, id]);
    setText('');
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose} withinPortal>
      <Combobox.DropdownTarget>
        <PillsInput
          label={t('conversations')}
          description={t('conversationsHint')}
          error={error}
          required
          onClick={() => combobox.openDropdown()}
        >
          <Pill.Group>
            {chosen.map((id) => (
              <Pill key={id} withRemoveButton onRemove={() => onChange(chosen.filter((one) => one !== id))}>
                {naming(id)}
              </Pill>
            ))}
            <Combobox.EventsTarget>
              <PillsInput.Field
                value={text}
                placeholder={chosen.length === 0 ? t('findConversations') : ''}
                aria-label={t('conversations')}
                aria-invalid={error !== undefined}
                onFocus={() => combobox.openDropdown()}
                onBlur={() => combobox.closeDropdown()}
                onChange={(e) => {
                  setText(e.currentTarget.value);
                  combobox.openDropdown();
                  combobox.resetSelectedOption();
                }}
                onKeyDown={(e) => {
                  // A half-written name is no finished form: Enter takes the first that is offered.
                  if (e.key === 'Enter' && text.trim() !== '') {
                    e.preventDefault();
                    const [first] = choices;
                    if (first && combobox.getSelectedOptionIndex() === -1) choose(first.id);
                  }
                  if (e.key === 'Backspace' && text === '' && !e.nativeEvent.isComposing) onChange(chosen.slice(0, -1));
                }}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={t('conversations')} mah={300} style={{ overflowY: 'auto' }}>
          {choices.map((choice) => (
            <Combobox.Option value={choice.id} key={choice.id}>
              <ChoiceLine choice={choice} />
            </Combobox.Option>
          ))}
          {choices.length === 0 && <Combobox.Empty>{t('noneFound')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
      <TopicsOffer chosen={chosen} naming={naming} onAdd={(topics) => onChange([...chosen, ...topics])} />
    </Combobox>
  );
}

/** Topics are conversations of their own: those of what was chosen last are added with one press. */
function TopicsOffer({
  chosen,
  naming,
  onAdd,
}: {
  chosen: readonly string[];
  naming(id: string): string;
  onAdd(ids: string[]): void;
}) {
  const { t } = useTranslation('exports');
  const last = chosen.at(-1);
  const { data } = useAnswer('exports.places', last ? { topicsOf: last as never } : null);
  const topics = (data?.found ?? []).map(({ id }) => id as string).filter((id) => !chosen.includes(id));
  if (!last || topics.length === 0) return null;
  return (
    <button
      type="button"
      className="link-button exports-topics"
      onClick={() => onAdd(topics.slice(0, mostChosen - chosen.length))}
    >
      {t('addTopics', { count: topics.length, name: naming(last) })}
    </button>
  );
}

function ChoiceLine({ choice: { name, conversation, hint } }: { choice: Choice }) {
  return (
    <span className="person-option">
      {conversation ? (
        <ConversationIcon conversation={conversation} size={24} />
      ) : (
        <span className="kind-icon" style={{ width: 24, height: 24 }} aria-hidden>
          <IconMessages size={14} />
        </span>
      )}
      <span className="strong ellipsis grow">{name}</span>
      <span className="dim">{hint}</span>
    </span>
  );
}
