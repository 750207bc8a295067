import { IconFilter, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';

interface Props {
  value: string;
  onChange(text: string): void;
}

/** Narrows the list to names; a field of its own, as the kit's brings its labels, hints and errors to every first page. */
export function FilterField({ value, onChange }: Props) {
  const { t } = useTranslation('conversations');
  const field = useRef<HTMLInputElement>(null);
  const clear = (): void => {
    onChange('');
    field.current?.focus();
  };
  return (
    <div className="list-filter">
      <IconFilter size={14} aria-hidden />
      <input
        ref={field}
        type="text"
        placeholder={t('filter')}
        aria-label={t('filter')}
        value={value}
        onChange={(e) => onChange(e.currentTarget.value)}
      />
      {value && (
        <IconButton label={t('filterClear')} size={22} onClick={clear}>
          <IconX size={14} />
        </IconButton>
      )}
    </div>
  );
}
