import { Autocomplete } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useCompletions } from './use-completions.ts';

interface Props {
  value: string;
  label: string;
  size?: 'sm' | 'md';
  onChange(text: string): void;
}

/** Where a query is typed; below it how it may go on. Nothing is taken unless it is chosen. */
export function SearchField({ value, label, size = 'sm', onChange }: Props) {
  const completions = useCompletions(value);
  return (
    <Autocomplete
      size={size}
      leftSection={<IconSearch size={size === 'md' ? 18 : 16} />}
      placeholder={label}
      aria-label={label}
      value={value}
      onChange={onChange}
      data={[...new Set(completions.map(({ text }) => text))]}
      // The house has found what fits.
      filter={({ options }) => options}
      renderOption={({ option }) => {
        const { put, what } = completions.find(({ text }) => text === option.value) ?? { put: option.value, what: '' };
        return (
          <span className="search-completion">
            <span>{put}</span>
            {what !== '' && <span className="dim">{what}</span>}
          </span>
        );
      }}
      type="search"
      autoFocus
    />
  );
}
