import { Button } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { useTranslation } from '../../app/translation.tsx';
import { ChosenChips } from './chosen-chips.tsx';
import { FacetPane } from './facet-pane.tsx';
import type { RecordsSearch } from './records-search.ts';
import './records.css';

interface Props {
  search: RecordsSearch;
  facets: ComponentProps<typeof FacetPane>['facets'];
  title: string;
  /** Where words are written. */
  field: ReactNode;
  /** Above what narrows, and what was found. */
  head: ReactNode;
  found: ReactNode;
  /** Whether a record stands beside the list. */
  open: boolean;
  /** The record. */
  beside: ReactNode;
  onChange(next: Partial<RecordsSearch>): void;
}

/** A page of records: the facets, the search and what it found, and a record beside. On a phone the facets are one thing, the list another. */
export function RecordsFrame({ title, field, head, found, open, beside, search, facets, onChange }: Props) {
  const { t } = useTranslation('records');
  const [filtering, setFiltering] = useState(false);
  return (
    <div className="records" data-open={open || undefined} data-filtering={filtering || undefined}>
      <FacetPane search={search} facets={facets} onChange={onChange} />
      <div className="records-main">
        <h1 className="visually-hidden">{title}</h1>
        <div className="records-top">
          {field}
          <Button
            className="records-filter"
            variant="default"
            leftSection={<IconFilter size={16} />}
            aria-expanded={filtering}
            onClick={() => setFiltering(!filtering)}
          >
            {t('filters')}
          </Button>
        </div>
        {head}
        <ChosenChips search={search} facets={facets} onChange={onChange} />
        {found}
      </div>
      {beside}
    </div>
  );
}
