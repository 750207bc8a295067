import { Button } from '@mantine/core';
import { IconAddressBook, IconUserPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { KeyHints } from '../../app/key-hints.tsx';
import { Later } from '../../app/later.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { type Pages, usePages } from '../../app/pages.ts';
import { useTranslation } from '../../app/translation.tsx';
import { ContactLine } from './contact-line.tsx';
import { ContactPane } from './contact-pane.tsx';
import { ContactsHead } from './contacts-head.tsx';
import { askedOf, type ContactsSearch, contactsSearch, isNarrowed } from './contacts-search.ts';
import { DuplicatesView } from './duplicates-view.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { SettingsView } from './settings-view.tsx';
import { SettingsContext, useMayContacts } from './use-contacts.ts';
import { useContactsKeys } from './use-contacts-keys.ts';
import './contacts.css';

type Outline = Awaited<ReturnType<typeof useListed>>['items'][number];

function useListed(search: ContactsSearch) {
  const client = useDoor();
  const me = useClient((s) => s.me?.user.id);
  const asked = askedOf(search, me);
  return usePages(JSON.stringify(asked), (cursor) => client.call('contacts.list', { ...asked, ...(cursor ? { cursor } : {}) }));
}

/** Everybody outside: found, narrowed, and each with all that is known beside the list. The address is the question. */
export function ContactsPage() {
  const search: ContactsSearch = contactsSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const change = useCallback(
    (next: Partial<ContactsSearch>, replace = false): void =>
      void navigate({ to: '/contacts', search: (old: object) => contactsSearch({ ...old, ...next }) as never, replace }),
    [navigate],
  );
  const settings = useAnswer('contacts.settings', {});
  const own = useMemo(() => ({ data: settings.data, reload: settings.reload }), [settings.data, settings.reload]);
  const listed = useListed(search);
  const [making, setMaking] = useState<'contact' | 'import' | null>(null);
  const beside = search.contact ?? search.view;
  const closed = (): void => change({ contact: undefined, view: undefined });
  return (
    <SettingsContext value={own}>
      <div className="contacts" data-open={beside ? 'beside' : undefined}>
        <Found {...{ search, listed, change }} onMake={setMaking} />
        <div className="contacts-beside">
          <Beside
            search={search}
            onClose={closed}
            onChanged={listed.reload}
            onOpen={(contact) => change({ contact, view: undefined })}
          />
        </div>
        {making === 'contact' && (
          <EditDialog
            onClose={() => setMaking(null)}
            onDone={({ id }) => {
              listed.reload();
              change({ contact: id, view: undefined });
            }}
          />
        )}
        {making === 'import' && <ImportDialog onClose={() => setMaking(null)} onDone={listed.reload} />}
      </div>
    </SettingsContext>
  );
}

interface FoundProps {
  search: ContactsSearch;
  listed: Pages<Outline>;
  change(next: Partial<ContactsSearch>, replace?: boolean): void;
  onMake(what: 'contact' | 'import'): void;
}

function Found({ search, listed, change, onMake }: FoundProps) {
  const { t } = useTranslation('contacts');
  const { items, error, more, loading, loaded } = listed;
  const may = useMayContacts();
  const list = useContactsKeys({ onNew: may.manage ? () => onMake('contact') : undefined });
  return (
    <section className="contacts-list" aria-label={t('title')}>
      <ContactsHead search={search} onChange={change} onMake={onMake} />
      {error && items.length === 0 && <Empty title={error} />}
      <Nothing {...{ search, listed, change, onMake }} />
      {!loaded && (
        <Later>
          <p className="dim contacts-note">{t('app:loading')}</p>
        </Later>
      )}
      <ul className="plain-list contacts-lines" ref={list}>
        {items.map((one) => (
          <ContactLine key={one.id} contact={one} search={search} current={one.id === search.contact} />
        ))}
        <MoreButton loading={loading} more={more} />
      </ul>
      {items.length > 0 && (
        <KeyHints
          className="contacts-keys"
          keys={[
            [['J', 'K'], t('keyMove')],
            [['E'], t('keyEdit')],
            [['N'], t('keyNew')],
            [['/'], t('keyFind')],
          ]}
        />
      )}
    </section>
  );
}

function Nothing({ search, listed: { items, error, loaded }, change, onMake }: FoundProps) {
  const { t } = useTranslation('contacts');
  const may = useMayContacts();
  if (!loaded || error || items.length > 0) return null;
  if (search.q || isNarrowed(search))
    return (
      <Empty
        title={t('nothingFound')}
        text={t('nothingFoundText')}
        action={
          <Button variant="default" onClick={() => change({ ...contactsSearch({}), ...nothing })}>
            {t('clearFilters')}
          </Button>
        }
      />
    );
  return (
    <Empty
      icon={<IconAddressBook />}
      title={t('emptyTitle')}
      text={t('emptyText')}
      action={
        may.manage && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => onMake('contact')}>
            {t('newContact')}
          </Button>
        )
      }
    />
  );
}

const nothing: ContactsSearch = {
  q: undefined,
  sort: undefined,
  kind: undefined,
  type: undefined,
  label: undefined,
  company: undefined,
  mine: undefined,
  archived: undefined,
};

interface BesideProps {
  search: ContactsSearch;
  onClose(): void;
  onChanged(): void;
  onOpen(contact: string): void;
}

function Beside({ search: { contact, view }, ...acts }: BesideProps) {
  const { t } = useTranslation('contacts');
  if (contact) return <ContactPane key={contact} id={contact} {...acts} />;
  if (view === 'duplicates') return <DuplicatesView {...acts} />;
  if (view === 'settings') return <SettingsView onClose={acts.onClose} />;
  return <Empty icon={<IconAddressBook />} title={t('chooseTitle')} text={t('chooseText')} />;
}
