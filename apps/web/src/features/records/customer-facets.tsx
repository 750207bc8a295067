import type { Output } from '@rapport/contract';
import { useTranslation } from '../../app/translation.tsx';
import { Facet } from './facet.tsx';
import { useCustomerNames } from './facet-names.ts';
import type { RecordsSearch } from './records-search.ts';

interface Props {
  search: RecordsSearch;
  facets: Output<'search.facets'> | undefined;
  onChange(next: Partial<RecordsSearch>): void;
}

/** What of the records found is talk with customers, and with whom; nothing where there is none. */
export function CustomerFacets({ search, facets, onChange }: Props) {
  const { t } = useTranslation('records');
  const names = useCustomerNames(search, facets);
  const { channels = [], accounts = [], directions = [], contacts = [], cases = [] } = facets ?? {};
  // One account of each channel says nothing that the channel does not.
  const several = accounts.length > channels.length || search.account !== undefined;
  return (
    <>
      <Facet
        title={t('channel')}
        chosen={search.channel}
        values={channels.map(({ channel, count }) => ({ id: channel, count, name: names.channel(channel) }))}
        onChoose={(channel) => onChange({ channel })}
        nameOf={names.channel}
      />
      <Facet
        title={t('account')}
        chosen={search.account}
        values={several ? accounts.map(({ account, count }) => ({ id: account, count, name: names.account(account) })) : []}
        onChoose={(account) => onChange({ account })}
        nameOf={names.account}
      />
      <Facet
        title={t('way')}
        chosen={search.direction}
        values={directions.map(({ direction, count }) => ({ id: direction, count, name: names.direction(direction) }))}
        onChoose={(direction) => onChange({ direction: direction as RecordsSearch['direction'] })}
        nameOf={names.direction}
      />
      <Facet
        title={t('contact')}
        chosen={search.contact}
        values={contacts.map(({ contact, count }) => ({ id: contact, count, name: names.contact(contact) }))}
        onChoose={(contact) => onChange({ contact })}
        nameOf={names.contact}
      />
      <Facet
        title={t('case')}
        chosen={search.case}
        values={cases.map((one) => ({ id: one.case, count: one.count, name: names.case(one.case) }))}
        onChoose={(id) => onChange({ case: id })}
        nameOf={names.case}
      />
    </>
  );
}
