import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import type { User } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { PersonAvatar, PersonMark } from './avatar.tsx';

interface Props {
  label: string;
  chosen: readonly User[];
  onChange(chosen: User[]): void;
  /** People who need not be offered. */
  without?: readonly string[];
  /** Whether one may choose oneself. */
  withMe?: boolean;
  autoFocus?: boolean;
}

/** Finds people by name, pinyin, initials or email, and keeps the chosen ones as pills. */
export function PeoplePicker({ label, chosen, onChange, without = [], withMe, autoFocus }: Props) {
  const { t } = useTranslation('conversations');
  const client = useDoor();
  const me = useClient((s) => s.me?.user.id);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState('');
  const [found, setFound] = useState<User[]>([]);
  useEffect(() => {
    const asked = text.trim();
    const ask = asked
      ? client.call('people.search', { text: asked, limit: 8 }).then((a) => a.users)
      : client.call('people.list', { limit: 8 }).then((a) => a.items);
    let gone = false;
    ask.then(
      (users) => !gone && setFound(users),
      () => !gone && setFound([]),
    );
    return () => {
      gone = true;
    };
  }, [client, text]);

  const hidden = new Set([withMe ? '' : me, ...without, ...chosen.map((p) => p.id)]);
  const offered = found.filter((person) => !hidden.has(person.id));
  const choose = (id: string): void => {
    const person = found.find((p) => p.id === id);
    if (person) onChange([...chosen, person]);
    setText('');
    combobox.closeDropdown();
  };

  return (
    <Combobox store={combobox} onOptionSubmit={choose} withinPortal>
      <Combobox.DropdownTarget>
        <PillsInput label={label} onClick={() => combobox.openDropdown()}>
          <Pill.Group>
            {chosen.map((person) => (
              <Pill key={person.id} withRemoveButton onRemove={() => onChange(chosen.filter((p) => p.id !== person.id))}>
                {person.name}
              </Pill>
            ))}
            <Combobox.EventsTarget>
              <PillsInput.Field
                value={text}
                placeholder={chosen.length === 0 ? t('findPeople') : ''}
                aria-label={label}
                {...(autoFocus ? { 'data-autofocus': true } : {})}
                onFocus={() => combobox.openDropdown()}
                onBlur={() => combobox.closeDropdown()}
                onChange={(e) => {
                  setText(e.currentTarget.value);
                  combobox.openDropdown();
                  combobox.updateSelectedOptionIndex();
                }}
                onKeyDown={(e) => {
                  if (e.key === 'Backspace' && text === '' && !e.nativeEvent.isComposing) onChange(chosen.slice(0, -1));
                }}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={label} mah={280} style={{ overflowY: 'auto' }}>
          {offered.map((person) => (
            <Combobox.Option value={person.id} key={person.id}>
              <PersonOption person={person} />
            </Combobox.Option>
          ))}
          {offered.length === 0 && <Combobox.Empty>{t('nobodyFound')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

export function PersonOption({ person }: { person: User }) {
  return (
    <span className="person-option">
      <PersonAvatar id={person.id} known={person} size={24} />
      <span className="strong ellipsis">{person.name}</span>
      <PersonMark person={person} />
      <span className="dim ellipsis grow">{person.title || person.email}</span>
    </span>
  );
}
