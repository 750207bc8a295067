import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { SearchPlace } from '@rapport/contract';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useTranslation } from '../../app/translation.tsx';
import { usePlaceName } from '../records/place-name.ts';

interface Props {
  label: string;
  description?: string;
  chosen: SearchPlace | null;
  onChange(place: SearchPlace | null): void;
  /** Ids that are not offered. */
  without?: readonly string[];
}

/** Finds a group of the whole organization by a part of its name. */
export function PlacePicker({ label, description, chosen, onChange, without = [] }: Props) {
  const { t } = useTranslation('retention');
  const nameOf = usePlaceName();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 200);
  const { data } = useAnswer('retention.places', asked ? { text: asked } : null);
  const offered = [
    ...(chosen ? [chosen] : []),
    ...(data?.found ?? []).filter(({ id }) => id !== chosen?.id && !without.includes(id)),
  ];
  return (
    <Select
      label={label}
      {...(description ? { description } : {})}
      placeholder={t('typeGroup')}
      searchable
      clearable
      value={chosen?.id ?? null}
      onSearchChange={setText}
      filter={({ options }) => options}
      data={offered.map((place) => ({ value: place.id, label: nameOf(place) }))}
      nothingFoundMessage={t(asked ? 'noGroupSo' : 'typeGroup')}
      onChange={(id) => onChange(offered.find((place) => place.id === id) ?? null)}
    />
  );
}
