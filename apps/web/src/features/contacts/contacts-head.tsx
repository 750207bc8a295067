import { Button, Menu, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { contactPaths } from '@rapport/contract';
import {
  IconAdjustments,
  IconArrowMerge,
  IconDots,
  IconDownload,
  IconFileImport,
  IconFilter,
  IconSearch,
  IconUserPlus,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useClient } from '../../app/client.tsx';
import { IconButton } from '../../app/icon-button.tsx';
import { MenuButton } from '../../app/menu-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { askedOf, type ContactsSearch, isNarrowed, kinds } from './contacts-search.ts';
import { useMayContacts, useOwn } from './use-contacts.ts';

interface Props {
  search: ContactsSearch;
  onChange(next: Partial<ContactsSearch>, replace?: boolean): void;
  onMake(what: 'contact' | 'import'): void;
}

export function ContactsHead({ search, onChange, onMake }: Props) {
  const { t } = useTranslation('contacts');
  const may = useMayContacts();
  const [filtering, setFiltering] = useState(isNarrowed(search));
  return (
    <header className="contacts-head">
      <div className="contacts-head-line">
        <h1 className="grow">{t('title')}</h1>
        {may.manage && (
          <Button size="xs" leftSection={<IconUserPlus size={16} />} onClick={() => onMake('contact')}>
            {t('newContact')}
          </Button>
        )}
        <MenuButton label={t('more')} width={240} items={<MoreItems {...{ search, onChange, onMake }} />}>
          <IconDots size={18} />
        </MenuButton>
      </div>
      <div className="contacts-head-line">
        <Find q={search.q ?? ''} onChange={(q) => onChange({ q: q || undefined }, true)} />
        <IconButton
          label={t('filters')}
          variant={isNarrowed(search) ? 'light' : 'subtle'}
          aria-expanded={filtering}
          onClick={() => setFiltering(!filtering)}
        >
          <IconFilter size={18} />
        </IconButton>
      </div>
      {filtering && <Filters search={search} onChange={onChange} />}
    </header>
  );
}

/** The address follows what is written, so that coming back finds the same people again. */
function Find({ q, onChange }: { q: string; onChange(q: string): void }) {
  const { t } = useTranslation('contacts');
  const [text, setText] = useState(q);
  const said = useRef(q);
  const tell = useDebouncedCallback((next: string) => {
    said.current = next;
    onChange(next);
  }, 200);
  useEffect(() => {
    if (q !== said.current) setText(q);
    said.current = q;
  }, [q]);
  return (
    <TextInput
      className="grow contacts-find"
      leftSection={<IconSearch size={16} />}
      placeholder={t('find')}
      aria-label={t('find')}
      value={text}
      onChange={(e) => {
        setText(e.currentTarget.value);
        tell(e.currentTarget.value.trim());
      }}
    />
  );
}

function Filters({ search, onChange }: Pick<Props, 'search' | 'onChange'>) {
  const { t } = useTranslation('contacts');
  const { types, called } = useOwn();
  const labels = useAnswer('contacts.labels', {}).data?.labels ?? [];
  return (
    <div className="contacts-filters">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('filters')}
        value={search.sort ?? 'all'}
        onChange={(sort) => onChange({ sort: sort === 'people' || sort === 'companies' ? sort : undefined })}
        data={[
          { value: 'all', label: t('all') },
          { value: 'people', label: t('people') },
          { value: 'companies', label: t('companies') },
        ]}
      />
      <Choice
        label={t('kind')}
        value={search.kind}
        data={kinds.map((value) => ({ value, label: t(value) }))}
        onChange={(kind) => onChange({ kind })}
      />
      {types.length > 0 && (
        <Choice
          label={t('type')}
          value={search.type}
          data={types.map((one) => ({ value: one.id, label: called(one) }))}
          onChange={(type) => onChange({ type })}
        />
      )}
      {labels.length > 0 && (
        <Choice
          label={t('label')}
          value={search.label}
          data={labels.map(({ label, contacts }) => ({ value: label, label: `${label} (${contacts})` }))}
          onChange={(label) => onChange({ label })}
        />
      )}
      <Switch
        label={t('ownMine')}
        checked={search.mine ?? false}
        onChange={(e) => onChange({ mine: e.currentTarget.checked || undefined })}
      />
      <Switch
        label={t('archivedOnes')}
        checked={search.archived ?? false}
        onChange={(e) => onChange({ archived: e.currentTarget.checked || undefined })}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  data: { value: string; label: string }[];
  onChange(value: string | undefined): void;
}

const Choice = ({ label, value, data, onChange }: ChoiceProps) => (
  <Select
    size="xs"
    aria-label={label}
    placeholder={label}
    clearable
    searchable={data.length > 8}
    value={value ?? null}
    data={data}
    onChange={(next) => onChange(next ?? undefined)}
  />
);

function MoreItems({ search, onChange, onMake }: Props) {
  const { t } = useTranslation('contacts');
  const me = useClient((s) => s.me?.user.id);
  const may = useMayContacts();
  const query = new URLSearchParams(Object.entries(askedOf(search, me)).map(([key, value]) => [key, String(value)])).toString();
  const address = (format: 'csv' | 'vcf'): string => `${contactPaths.export(format)}${query ? `?${query}` : ''}`;
  return (
    <>
      <Menu.Item leftSection={<IconArrowMerge size={16} />} onClick={() => onChange({ view: 'duplicates', contact: undefined })}>
        {t('duplicates')}
      </Menu.Item>
      {may.manage && (
        <Menu.Item leftSection={<IconFileImport size={16} />} onClick={() => onMake('import')}>
          {t('import')}
        </Menu.Item>
      )}
      {may.configure && (
        <>
          <Menu.Item leftSection={<IconDownload size={16} />} component="a" href={address('csv')} download>
            {t('exportCsv')}
          </Menu.Item>
          <Menu.Item leftSection={<IconDownload size={16} />} component="a" href={address('vcf')} download>
            {t('exportVcf')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconAdjustments size={16} />}
            onClick={() => onChange({ view: 'settings', contact: undefined })}
          >
            {t('settings')}
          </Menu.Item>
        </>
      )}
    </>
  );
}
