import { Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { Contact, ContactField } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Dialog, SaveFoot } from '../../app/dialog.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { PeoplePicker } from '../people/people-picker.tsx';
import { ContactChoice } from './contact-choice.tsx';
import { kinds } from './contacts-search.ts';
import { useFieldName } from './data-part.tsx';
import { plainFields, type Sketch, saidOf, sketchOf, usedFields } from './sketch.ts';
import { useOwn } from './use-contacts.ts';

interface Props {
  /** Absent: a new one. */
  contact?: Contact;
  onClose(): void;
  onDone(next: Contact): void;
}

function useSave({ contact, onClose, onDone }: Props, before: Sketch) {
  const client = useDoor();
  const { act, busy } = useAct();
  const { fields } = useOwn();
  const handles = ({ phone, email }: Sketch) => [
    ...(phone.trim() ? [{ kind: 'phone' as const, value: phone }] : []),
    ...(email.trim() ? [{ kind: 'email' as const, value: email }] : []),
  ];
  const save = async (now: Sketch): Promise<void> => {
    const data = saidOf(before, now, fields);
    const { name, kind, isCompany, labels } = now;
    const next = await act(() => {
      if (!contact) return client.call('contacts.create', { name, kind, isCompany, data, labels, handles: handles(now) });
      const named = [
        ...(name === contact.name ? [] : [{ field: 'name' as const, value: name }]),
        ...(kind === contact.kind ? [] : [{ field: 'kind' as const, value: kind }]),
      ];
      return client.call('contacts.change', {
        contact: contact.id,
        data: [...named, ...data],
        addLabels: labels.filter((one) => !contact.labels.includes(one)),
        removeLabels: contact.labels.filter((one) => !labels.includes(one)),
      });
    });
    if (!next) return;
    onDone(next);
    onClose();
  };
  return { save, busy };
}

/** All that is said of a contact by hand. */
export function EditDialog(props: Props) {
  const { contact, onClose } = props;
  const { t } = useTranslation('contacts');
  const owner = useClient((s) => {
    const id = contact?.owner;
    return id ? (s.people[id] ?? (s.me?.user.id === id ? s.me.user : undefined)) : undefined;
  });
  const [before] = useState(() => sketchOf(contact, owner));
  const [now, setNow] = useState(before);
  const { save, busy } = useSave(props, before);
  const put = (next: Partial<Sketch>): void => setNow((old) => ({ ...old, ...next }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void save({ ...now, name: now.name.trim() });
  };
  return (
    <Dialog title={contact ? t('editOf', { name: contact.name }) : t('newContact')} onClose={onClose} size="lg">
      <form className="contact-form" onSubmit={submit}>
        <TextInput
          label={t('name')}
          data-autofocus
          required
          maxLength={120}
          value={now.name}
          onChange={(e) => put({ name: e.currentTarget.value })}
        />
        {!contact && (
          <Switch label={t('isCompany')} checked={now.isCompany} onChange={(e) => put({ isCompany: e.currentTarget.checked })} />
        )}
        {!contact && (
          <div className="contact-form-two">
            <TextInput
              label={t('phone')}
              type="tel"
              maxLength={40}
              value={now.phone}
              onChange={(e) => put({ phone: e.currentTarget.value })}
            />
            <TextInput
              label={t('email')}
              type="email"
              maxLength={254}
              value={now.email}
              onChange={(e) => put({ email: e.currentTarget.value })}
            />
          </div>
        )}
        <Belonging now={now} put={put} />
        <Values now={now} put={put} />
        <SaveFoot onCancel={onClose} loading={busy} disabled={now.name.trim() === ''} />
      </form>
    </Dialog>
  );
}

interface PartProps {
  now: Sketch;
  put(next: Partial<Sketch>): void;
}

/** What the contact is to the organization, and who looks after it. */
function Belonging({ now, put }: PartProps) {
  const { t } = useTranslation('contacts');
  const { types, called } = useOwn();
  const known = useAnswer('contacts.labels', {}).data?.labels.map(({ label }) => label) ?? [];
  return (
    <>
      <div className="contact-form-two">
        <Select
          label={t('kind')}
          allowDeselect={false}
          value={now.kind}
          data={kinds.map((value) => ({ value, label: t(value) }))}
          onChange={(next) => put({ kind: kinds.find((one) => one === next) ?? 'customer' })}
        />
        {types.length > 0 && (
          <Select
            label={t('type')}
            clearable
            value={now.type || null}
            data={types.map((one) => ({ value: one.id, label: called(one) }))}
            onChange={(next) => put({ type: next ?? '' })}
          />
        )}
      </div>
      {!now.isCompany && (
        <ContactChoice
          label={t('company')}
          placeholder={t('companyFind')}
          isCompany
          chosen={now.company}
          onChange={(company) => put({ company })}
        />
      )}
      <PeoplePicker label={t('owner')} withMe chosen={now.owner} onChange={(owner) => put({ owner: owner.slice(-1) })} />
      <TagsInput
        label={t('labels')}
        placeholder={t('labelsHint')}
        maxTags={50}
        data={known}
        value={now.labels}
        onChange={(labels) => put({ labels: labels.map((one) => one.slice(0, 40)) })}
      />
    </>
  );
}

const hints = { language: 'languageHint', timeZone: 'timeZoneHint' } as const;

/** Single values: the usual ones, then the organization's own fields. */
function Values({ now, put }: PartProps) {
  const { t } = useTranslation('contacts');
  const { fields, called } = useOwn();
  const nameOf = useFieldName();
  const set = (key: string, value: string): void => put({ values: { ...now.values, [key]: value } });
  const usual = plainFields.filter((field) => !now.isCompany || (field !== 'birthday' && field !== 'title'));
  return (
    <div className="contact-form-two">
      {usual.map((field) => (
        <TextInput
          key={field}
          label={nameOf(field)}
          type={field === 'birthday' ? 'date' : 'text'}
          placeholder={field in hints ? t(hints[field as 'language']) : ''}
          maxLength={120}
          value={now.values[field] ?? ''}
          onChange={(e) => set(field, e.currentTarget.value)}
        />
      ))}
      {usedFields.map((key) => {
        const [use, field] = key.split(' ') as ['work' | 'home', string];
        const Input = field === 'address' ? Textarea : TextInput;
        return (
          <Input
            key={key}
            label={nameOf(field, use)}
            placeholder={field === 'website' ? t('websiteHint') : ''}
            maxLength={500}
            value={now.values[key] ?? ''}
            onChange={(e: { currentTarget: { value: string } }) => set(key, e.currentTarget.value)}
          />
        );
      })}
      {fields.map((field) => (
        <OwnValue
          key={field.key}
          field={field}
          label={called(field)}
          value={now.values[`x-${field.key}`] ?? ''}
          onChange={(value) => set(`x-${field.key}`, value)}
        />
      ))}
    </div>
  );
}

interface OwnProps {
  field: ContactField;
  label: string;
  value: string;
  onChange(value: string): void;
}

function OwnValue({ field: { shape, choices }, label, value, onChange }: OwnProps) {
  if (shape === 'choice')
    return <Select label={label} clearable data={choices} value={value || null} onChange={(next) => onChange(next ?? '')} />;
  return (
    <TextInput
      label={label}
      type={shape === 'date' ? 'date' : shape === 'number' ? 'number' : 'text'}
      step="any"
      maxLength={2_000}
      value={value}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  );
}
