import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import type { User } from '@rapport/contract';
import { useEffect, useRef, useState } from 'react';
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
  /** What the present `found` was asked by. */
  const asked = useRef('');
  useEffect(() => {
    const wanted = text.trim();
    const ask = wanted
      ? client.call('people.search', { text: wanted, limit: 8 }).then((a) => a.users)
      : client.call('people.list', { limit: 8 }).then((a) => a.items);
    let gone = false;
    const show = (users: User[]): void => {
      if (gone) return;
      asked.current = wanted;
      setFound(users);
    };
    ask.then(show, () => show([]));
    return () => {
      gone = true;
    };
  }, [client, text]);

  // Who finds somebody by typing takes the first by Enter; before anything is typed, Enter stays the form's.
  const { resetSelectedOption, selectFirstOption } = combobox;
  useEffect(() => {
    if (found.length > 0 && asked.current) selectFirstOption();
    else resetSelectedOption();
  }, [found, resetSelectedOption, selectFirstOption]);

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
                // By itself in a pane; a dialog looks for the mark.
                autoFocus={autoFocus ?? false}
                {...(autoFocus ? { 'data-autofocus': true } : {})}
                onFocus={() => combobox.openDropdown()}
                onBlur={() => combobox.closeDropdown()}
                onChange={(e) => {
                  setText(e.currentTarget.value);
                  combobox.openDropdown();
                  combobox.resetSelectedOption();
                }}
                onKeyDown={(e) => {
                  // A half-written name is no finished form.
                  if (e.key === 'Enter' && text.trim() !== '') e.preventDefault();
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
