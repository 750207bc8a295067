import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useTranslation } from '../../app/translation.tsx';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';

interface Props {
  label: string;
  user: string | null;
  onChange(user: string | null): void;
}

/** One colleague, or nobody. */
export function PersonChoice({ label, user, onChange }: Props) {
  const { t } = useTranslation('inboxSettings');
  const [text, setText] = useState('');
  usePeopleNeeded(user ? [user] : []);
  const name = usePersonName(user);
  const [asked] = useDebouncedValue(text === name || text === t('nobody') ? '' : text.trim(), 150);
  const found = useAnswer('people.search', asked ? { text: asked, limit: 8 } : null);
  const some = useAnswer('people.list', asked ? null : { limit: 20 });
  const people = (asked ? found.data?.users : some.data?.items) ?? [];
  const data = [
    { value: '', label: t('nobody') },
    ...people.map(({ id, name: called }) => ({ value: id as string, label: called })),
  ];
  if (user && !people.some(({ id }) => id === user)) data.push({ value: user, label: name });
  return (
    <Select
      aria-label={label}
      searchable
      allowDeselect={false}
      value={user ?? ''}
      data={data}
      onSearchChange={setText}
      // The server has found them, by pinyin too.
      filter={({ options }) => options}
      onChange={(next) => onChange(next || null)}
    />
  );
}
