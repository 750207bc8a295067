import { Button } from '@mantine/core';
import type { Contact, ContactChange } from '@rapport/contract';
import { useState } from 'react';
import { useDoor } from '../../app/client.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { fullTimeOf, shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import { kinds } from './contacts-search.ts';
import { useFieldName } from './data-part.tsx';
import { useOwn } from './use-contacts.ts';

/** Everything that was ever said of a contact, asked for when somebody wants to know. */
export function HistoryPart({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contacts');
  const [shown, setShown] = useState(false);
  return (
    <section className="contact-part" aria-label={t('history')}>
      <h3>{t('history')}</h3>
      {shown ? (
        <Changes contact={contact} />
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => setShown(true)}>
          {t('showHistory')}
        </Button>
      )}
    </section>
  );
}

function Changes({ contact }: { contact: Contact }) {
  const client = useDoor();
  const pages = usePages(contact.id, (cursor) =>
    client.call('contacts.history', { contact: contact.id, ...(cursor ? { cursor } : {}) }),
  );
  usePeopleNeeded([...new Set(pages.items.flatMap(({ by }) => by ?? []))]);
  return (
    <>
      <ul className="plain-list contact-history">
        {pages.items.map((change) => (
          <ChangeLine key={`${change.id} ${change.what}`} change={change} />
        ))}
      </ul>
      <MoreButton size="xs" loading={pages.loading} more={pages.more} />
    </>
  );
}

const phrases = {
  known: 'whatKnown',
  forgotten: 'whatForgotten',
  'handle-added': 'whatAdded',
  'handle-removed': 'whatRemoved',
  merged: 'whatMerged',
  unmerged: 'whatUnmerged',
} as const;

function useValue({ about, value = '' }: ContactChange): string {
  const { t } = useTranslation('contacts');
  const { all, called } = useOwn();
  const owner = usePersonName(about === 'owner' ? String(value) : null, about === 'owner' ? undefined : '');
  if (about === 'owner') return owner;
  if (about === 'kind') return t(kinds.find((one) => one === value) ?? 'other');
  const type = about === 'type' ? all?.types.find((one) => one.id === value) : undefined;
  return type ? called(type) : about === 'company' ? '' : String(value);
}

function ChangeLine({ change }: { change: ContactChange }) {
  const { t } = useTranslation('contacts');
  const clock = useClock();
  const fieldName = useFieldName();
  const by = usePersonName(change.by, change.by ? undefined : '');
  const said = useValue(change);
  const isHandle = change.what.startsWith('handle');
  const isMerge = change.what === 'merged' || change.what === 'unmerged';
  const about = isHandle ? t(change.about as 'email') : fieldName(change.about);
  return (
    <li>
      <span className="contact-value">{t(phrases[change.what], { about, value: isMerge ? change.about : said })}</span>
      <span className="contact-told" title={fullTimeOf(change.at, clock)}>
        {[by, shortTimeOf(change.at, clock)].filter(Boolean).join(' · ')}
      </span>
    </li>
  );
}
