import { useTranslation } from '../../../app/translation.tsx';
import { type ListFilter, listFilters } from '../naming.ts';

const names = {
  all: 'filterAll',
  unread: 'filterUnread',
  mentions: 'filterMentions',
  direct: 'filterDirect',
  groups: 'filterGroups',
} as const;

/** Which conversations the list shows. */
export function FilterBar({ value, onChange }: { value: ListFilter; onChange(filter: ListFilter): void }) {
  const { t } = useTranslation('conversations');
  return (
    <div className="list-filters" role="toolbar" aria-label={t('filters')}>
      {listFilters.map((filter) => (
        <button
          key={filter}
          type="button"
          className="list-chip"
          aria-pressed={filter === value}
          onClick={() => onChange(filter === value ? 'all' : filter)}
        >
          {t(names[filter])}
        </button>
      ))}
    </div>
  );
}
