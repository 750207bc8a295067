import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ContactOutline } from '@rapport/contract';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';

interface Props {
  label: string;
  placeholder?: string;
  chosen: Pick<ContactOutline, 'id' | 'name'> | undefined;
  onChange(chosen: ContactOutline | undefined): void;
  /** Firms alone, or people alone. */
  isCompany: boolean;
  without?: string;
}

/** Finds a contact by name, pinyin or handle. */
export function ContactChoice({ label, placeholder, chosen, onChange, isCompany, without }: Props) {
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text === chosen?.name ? '' : text.trim(), 150);
  const found = useAnswer('contacts.list', { isCompany, limit: 20, ...(asked ? { text: asked } : {}) }).data?.items ?? [];
  const offered = found.filter(({ id }) => id !== without);
  const named = ({ name, company }: Pick<ContactOutline, 'name' | 'company'>): string =>
    company ? `${name} · ${company.name}` : name;
  const data = offered.map((one) => ({ value: one.id as string, label: named(one) }));
  if (chosen && !offered.some(({ id }) => id === chosen.id)) data.unshift({ value: chosen.id, label: chosen.name });
  return (
    <Select
      label={label}
      placeholder={placeholder}
      searchable
      clearable
      data={data}
      value={chosen?.id ?? null}
      onSearchChange={setText}
      // The server has found them, by pinyin too.
      filter={({ options }) => options}
      onChange={(id) => onChange(found.find((one) => one.id === id))}
    />
  );
}
