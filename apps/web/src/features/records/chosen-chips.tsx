import type { Facets } from '@rapport/contract';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from '../../app/translation.tsx';
import { useCustomerNames, useFacetNames } from './facet-names.ts';
import { isNarrowed, type RecordsSearch } from './records-search.ts';

interface Props {
  search: RecordsSearch;
  facets: Facets | undefined;
  onChange(next: Partial<RecordsSearch>): void;
}

/** What narrows the list, each taken back by a press. */
export function ChosenChips({ search, facets, onChange }: Props) {
  const { t } = useTranslation('records');
  const names = useFacetNames();
  const ofCustomers = useCustomerNames(search, facets);
  if (!isNarrowed(search)) return null;
  const { kind, template, label, in: place, person, department, from, until } = search;
  const { channel, account, direction, contact, case: matter } = search;
  const days = from && until && from !== until ? `${from} – ${until}` : from && until ? from : from ? `${from} –` : `– ${until}`;
  const chips: [string | undefined, Partial<RecordsSearch>][] = [
    [kind && names.kind(kind), { kind: undefined }],
    [from || until ? days : undefined, { from: undefined, until: undefined }],
    [template && names.template(template), { template: undefined }],
    [label, { label: undefined }],
    [place && names.conversation(place), { in: undefined }],
    [person && names.person(person), { person: undefined }],
    [department && names.department(department), { department: undefined }],
    [channel && ofCustomers.channel(channel), { channel: undefined }],
    [account && ofCustomers.account(account), { account: undefined }],
    [direction && ofCustomers.direction(direction), { direction: undefined }],
    [contact && ofCustomers.contact(contact), { contact: undefined }],
    [matter && ofCustomers.case(matter), { case: undefined }],
  ];
  const none = Object.assign({}, ...chips.map(([, without]) => without)) as Partial<RecordsSearch>;
  return (
    <div className="chosen-chips">
      {chips.map(
        ([name, without]) =>
          name && (
            <button
              key={name}
              type="button"
              className="chip"
              aria-label={t('without', { name })}
              onClick={() => onChange(without)}
            >
              <span className="ellipsis">{name}</span>
              <IconX size={14} aria-hidden />
            </button>
          ),
      )}
      <button type="button" className="plain-button link-button" onClick={() => onChange(none)}>
        {t('clearAll')}
      </button>
    </div>
  );
}
