import { Button, Select, TagsInput, TextInput } from '@mantine/core';
import type { ContactField, ContactType } from '@rapport/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Dialog, SaveFoot } from '../../app/dialog.tsx';
import { IconButton } from '../../app/icon-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useOwn } from './use-contacts.ts';

type Asked = { what: 'type'; of: ContactType | null } | { what: 'field'; of: ContactField | null };

/** The organization's own types of customer, and fields that contacts have besides the usual ones. */
export function SettingsView({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('contacts');
  const { all } = useOwn();
  const [asked, ask] = useState<Asked | null>(null);
  const close = (): void => ask(null);
  return (
    <section className="contact" aria-label={t('settingsTitle')}>
      <div className="contact-close">
        <IconButton label={t('close')} onClick={onClose}>
          <IconX size={18} />
        </IconButton>
      </div>
      <h2 className="contact-view-title">{t('settingsTitle')}</h2>
      <p className="dim">{t('settingsLead')}</p>
      <Part title={t('types')} add={t('newType')} none={t('noTypes')} onAdd={() => ask({ what: 'type', of: null })}>
        {all?.types.map((one) => (
          <Row key={one.id} names={one.names} archived={one.archived} onEdit={() => ask({ what: 'type', of: one })} />
        ))}
      </Part>
      <Part title={t('fields')} add={t('newField')} none={t('noFields')} onAdd={() => ask({ what: 'field', of: null })}>
        {all?.fields.map((one) => (
          <Row
            key={one.key}
            names={one.names}
            archived={one.archived}
            shape={one.shape}
            onEdit={() => ask({ what: 'field', of: one })}
          />
        ))}
      </Part>
      {asked?.what === 'type' && <TypeDialog type={asked.of} onClose={close} />}
      {asked?.what === 'field' && <FieldDialog field={asked.of} onClose={close} />}
    </section>
  );
}

interface PartProps {
  title: string;
  add: string;
  none: string;
  onAdd(): void;
  children: React.ReactNode[] | undefined;
}

function Part({ title, add, none, onAdd, children }: PartProps) {
  return (
    <section className="contact-part" aria-label={title}>
      <div className="contact-part-head">
        <h3 className="grow">{title}</h3>
        <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} />} onClick={onAdd}>
          {add}
        </Button>
      </div>
      {children?.length === 0 && <p className="dim">{none}</p>}
      <ul className="plain-list">{children}</ul>
    </section>
  );
}

const shapes = { text: 'shapeText', number: 'shapeNumber', date: 'shapeDate', choice: 'shapeChoice' } as const;

interface RowProps {
  names: ContactType['names'];
  archived: boolean;
  shape?: ContactField['shape'];
  onEdit(): void;
}

function Row({ names, archived, shape, onEdit }: RowProps) {
  const { t } = useTranslation('contacts');
  const { called } = useOwn();
  const name = called({ names });
  return (
    <li className="contact-merged">
      <span className="grow">
        {name} {archived && <span className="mark">{t('archivedMark')}</span>}
      </span>
      {shape && <span className="dim">{t(shapes[shape])}</span>}
      <Button size="compact-sm" variant="default" aria-label={t('editOf', { name })} onClick={onEdit}>
        {t('edit')}
      </Button>
    </li>
  );
}

interface NamesProps {
  zh: string;
  en: string;
  onChange(next: { zh?: string; en?: string }): void;
}

function Names({ zh, en, onChange }: NamesProps) {
  const { t } = useTranslation('contacts');
  return (
    <div className="contact-form-two">
      <TextInput
        label={t('nameZh')}
        data-autofocus
        maxLength={80}
        value={zh}
        onChange={(e) => onChange({ zh: e.currentTarget.value })}
      />
      <TextInput label={t('nameEn')} maxLength={80} value={en} onChange={(e) => onChange({ en: e.currentTarget.value })} />
    </div>
  );
}

const namesOf = ({ zh, en }: { zh: string; en: string }) => ({
  ...(zh.trim() ? { zh: zh.trim() } : {}),
  ...(en.trim() ? { en: en.trim() } : {}),
});

/** Saves, has the page ask again, and closes. */
function useKeep(onClose: () => void) {
  const { act, busy } = useAct();
  const { reload } = useOwn();
  return {
    busy,
    keep: async (work: () => Promise<unknown>): Promise<void> => {
      if ((await act(work)) === undefined) return;
      reload();
      onClose();
    },
  };
}

function ArchiveButton({ archived, busy, onTurn }: { archived: boolean; busy: boolean; onTurn(): void }) {
  const { t } = useTranslation('contacts');
  return (
    <div>
      <Button size="compact-sm" variant="subtle" color="gray" loading={busy} onClick={onTurn}>
        {t(archived ? 'restore' : 'archive')}
      </Button>
    </div>
  );
}

function TypeDialog({ type, onClose }: { type: ContactType | null; onClose(): void }) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const { called } = useOwn();
  const { busy, keep } = useKeep(onClose);
  const [now, setNow] = useState({ zh: type?.names.zh ?? '', en: type?.names.en ?? '' });
  const put = (archived: boolean) =>
    keep(() => client.call('contacts.setType', { ...(type ? { type: type.id } : {}), names: namesOf(now), archived }));
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void put(type?.archived ?? false);
  };
  return (
    <Dialog title={type ? t('typeName', { name: called(type) }) : t('newType')} onClose={onClose}>
      <form className="contact-form" onSubmit={save}>
        <Names {...now} onChange={(next) => setNow({ ...now, ...next })} />
        {type && <ArchiveButton archived={type.archived} busy={busy} onTurn={() => void put(!type.archived)} />}
        <SaveFoot onCancel={onClose} loading={busy} disabled={!now.zh.trim() && !now.en.trim()} />
      </form>
    </Dialog>
  );
}

function FieldDialog({ field, onClose }: { field: ContactField | null; onClose(): void }) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const { called } = useOwn();
  const { busy, keep } = useKeep(onClose);
  const [now, setNow] = useState({
    zh: field?.names.zh ?? '',
    en: field?.names.en ?? '',
    key: field?.key ?? '',
    shape: field?.shape ?? ('text' as ContactField['shape']),
    choices: field?.choices ?? [],
  });
  const put = (archived: boolean) =>
    keep(() =>
      client.call('contacts.setField', { key: now.key, names: namesOf(now), shape: now.shape, choices: now.choices, archived }),
    );
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void put(field?.archived ?? false);
  };
  const wrong =
    !(now.zh.trim() || now.en.trim()) ||
    !/^[a-z][a-z0-9-]{0,37}$/.test(now.key) ||
    (now.shape === 'choice' && now.choices.length === 0);
  return (
    <Dialog title={field ? t('fieldName', { name: called(field) }) : t('newField')} onClose={onClose}>
      <form className="contact-form" onSubmit={save}>
        <Names zh={now.zh} en={now.en} onChange={(next) => setNow({ ...now, ...next })} />
        <div className="contact-form-two">
          <TextInput
            label={t('key')}
            description={t('keyHint')}
            disabled={field !== null}
            maxLength={38}
            value={now.key}
            onChange={(e) => setNow({ ...now, key: e.currentTarget.value.toLowerCase() })}
          />
          <Select
            label={t('shape')}
            description={' '}
            disabled={field !== null}
            allowDeselect={false}
            value={now.shape}
            data={Object.entries(shapes).map(([value, word]) => ({ value, label: t(word) }))}
            onChange={(next) => setNow({ ...now, shape: (next ?? 'text') as ContactField['shape'] })}
          />
        </div>
        {now.shape === 'choice' && (
          <TagsInput
            label={t('choices')}
            placeholder={t('labelsHint')}
            maxTags={100}
            value={now.choices}
            onChange={(choices) => setNow({ ...now, choices })}
          />
        )}
        {field && <ArchiveButton archived={field.archived} busy={busy} onTurn={() => void put(!field.archived)} />}
        <SaveFoot onCancel={onClose} loading={busy} disabled={wrong} />
      </form>
    </Dialog>
  );
}
