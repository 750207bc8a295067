import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { SearchPlace } from '@rapport/contract';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useTranslation } from '../../app/translation.tsx';
import { usePlaceName } from '../records/place-name.ts';

/** Finds groups of the whole organization by a part of their name. */
export function PlaceChoice({ chosen, onChange }: { chosen: readonly SearchPlace[]; onChange(chosen: SearchPlace[]): void }) {
  const { t } = useTranslation('archive');
  const nameOf = usePlaceName();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 200);
  const { data } = useAnswer('retention.places', asked ? { text: asked } : null);
  const known = new Set(chosen.map(({ id }) => id));
  const offered = [...chosen, ...(data?.found ?? []).filter(({ id }) => !known.has(id))];
  // An open list without entries is none to screen readers: what is to be said stands above it.
  const nothing = asked !== '' && data !== undefined && data.found.length === 0;
  return (
    <MultiSelect
      label={t('conversations')}
      description={t(nothing ? 'noGroup' : 'conversationsHint')}
      placeholder={chosen.length === 0 ? t('typeGroup') : ''}
      searchable
      searchValue={text}
      onSearchChange={setText}
      value={chosen.map(({ id }) => id)}
      data={offered.map((place) => ({ value: place.id, label: nameOf(place) }))}
      filter={({ options }) => options}
      onChange={(ids) => onChange(ids.flatMap((id) => offered.find((place) => place.id === id) ?? []))}
    />
  );
}
