import type { ListedContact } from '@rapport/contract';
import { IconBuilding } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from '../../app/translation.tsx';
import { Avatar } from '../people/avatar.tsx';
import type { ContactsSearch } from './contacts-search.ts';
import { useOwn } from './use-contacts.ts';

interface Props {
  contact: ListedContact;
  search: ContactsSearch;
  current: boolean;
}

/** Somebody from outside in a list: with the visible edge that they have everywhere. */
export function ContactLine({ contact, search, current }: Props) {
  const { t } = useTranslation('contacts');
  const { types, called } = useOwn();
  const { id, name, isCompany, kind, company, labels, archived, type, reach } = contact;
  const own = types.find((one) => one.id === type);
  return (
    <li>
      <Link
        to="/contacts"
        search={{ ...search, contact: id, view: undefined } as never}
        className="contact-line"
        aria-current={current ? 'true' : undefined}
      >
        <Avatar id={id} name={name} size={36} guest group={isCompany} />
        <span className="contact-line-name">
          <span className="name-line">
            <span className="strong ellipsis">{name}</span>
            {isCompany && <IconBuilding size={14} role="img" aria-label={t('companyMark')} />}
            {archived && <span className="mark">{t('archivedMark')}</span>}
          </span>
          <span className="dim ellipsis contact-line-fact">
            {[own ? called(own) : t(kind), company?.name ?? reach?.value].filter(Boolean).join(' · ')}
          </span>
        </span>
        <span className="contact-line-labels">
          {labels.slice(0, 2).map((label) => (
            <span key={label} className="mark ellipsis">
              {label}
            </span>
          ))}
          {labels.length > 2 && <span className="mark">+{labels.length - 2}</span>}
        </span>
      </Link>
    </li>
  );
}
