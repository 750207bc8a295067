import { TextInput } from '@mantine/core';
import type { Output } from '@rapport/contract';
import { useTranslation } from '../../app/translation.tsx';
import { usePeopleNeeded } from '../people/person-name.ts';
import { CustomerFacets } from './customer-facets.tsx';
import { DayBars } from './day-bars.tsx';
import { Facet } from './facet.tsx';
import { useFacetNames } from './facet-names.ts';
import type { RecordsSearch } from './records-search.ts';

interface Props {
  search: RecordsSearch;
  facets: Output<'search.facets'> | undefined;
  onChange(next: Partial<RecordsSearch>): void;
}

/** What the records found are, each a way to narrow to it. */
export function FacetPane({ search, facets, onChange }: Props) {
  const { t } = useTranslation('records');
  const names = useFacetNames();
  usePeopleNeeded(facets?.people.map(({ person }) => person) ?? []);
  return (
    <section className="facets" aria-label={t('filters')} aria-busy={facets === undefined}>
      <Facet
        title={t('kind')}
        chosen={search.kind}
        values={(facets?.kinds ?? []).map(({ kind, count }) => ({ id: kind, count, name: names.kind(kind) }))}
        onChoose={(kind) => onChange({ kind: kind as RecordsSearch['kind'] })}
        nameOf={names.kind}
      />
      <section className="facet">
        <h2>{t('time')}</h2>
        <DayBars days={facets?.days ?? []} onChoose={(from, until) => onChange({ from, until })} />
        <div className="facet-days">
          <TextInput
            type="date"
            size="xs"
            label={t('from')}
            value={search.from ?? ''}
            onChange={(e) => onChange({ from: e.currentTarget.value || undefined })}
          />
          <TextInput
            type="date"
            size="xs"
            label={t('until')}
            value={search.until ?? ''}
            onChange={(e) => onChange({ until: e.currentTarget.value || undefined })}
          />
        </div>
      </section>
      <CustomerFacets search={search} facets={facets} onChange={onChange} />
      <Facet
        title={t('template')}
        chosen={search.template}
        values={(facets?.templates ?? []).map(({ template, count }) => ({ id: template, count, name: names.template(template) }))}
        onChoose={(template) => onChange({ template })}
        nameOf={names.template}
      />
      <Facet
        title={t('labels')}
        chosen={search.label}
        values={(facets?.labels ?? []).map(({ label, count }) => ({ id: label, count, name: label }))}
        onChoose={(label) => onChange({ label })}
        nameOf={(label) => label}
      />
      <Facet
        title={t('conversation')}
        chosen={search.in}
        values={(facets?.conversations ?? []).map(({ conversation, count }) => ({
          id: conversation.id,
          count,
          name: names.place(conversation),
        }))}
        onChoose={(id) => onChange({ in: id })}
        nameOf={names.conversation}
      />
      <Facet
        title={t('person')}
        chosen={search.person}
        values={(facets?.people ?? []).map(({ person, count }) => ({ id: person, count, name: names.person(person) }))}
        onChoose={(person) => onChange({ person })}
        nameOf={names.person}
      />
      <Facet
        title={t('department')}
        chosen={search.department}
        values={(facets?.departments ?? []).map(({ department, count }) => ({
          id: department,
          count,
          name: names.department(department),
        }))}
        onChoose={(department) => onChange({ department })}
        nameOf={names.department}
      />
    </section>
  );
}
