import { Button, Menu, Select, Switch, TextInput } from '@mantine/core';
import type { Contact, Handle } from '@rapport/contract';
import { IconCircleCheck, IconCircleDashed, IconCopy, IconDots, IconPlus, IconShieldCheck, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { copyText } from '../../app/copy.ts';
import { Dialog, SaveFoot } from '../../app/dialog.tsx';
import { MenuButton } from '../../app/menu-button.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { shownHandle } from './shown-handle.ts';
import { Told } from './told.tsx';
import { handleNames, useMayContacts } from './use-contacts.ts';

interface Props {
  contact: Contact;
  onChanged(next: Contact): void;
}

const uses = ['work', 'home', 'other'] as const;
const wordOfUse = (use: Handle['use']): 'work' | 'home' | 'useOther' => (use === 'other' ? 'useOther' : use);

/** How channels know somebody: sure ones first, each with its use, its source and its age. */
export function HandlesPart({ contact, onChanged }: Props) {
  const { t } = useTranslation('contacts');
  const may = useMayContacts();
  const [adding, setAdding] = useState(false);
  return (
    <section className="contact-part" aria-label={t('reach')}>
      <div className="contact-part-head">
        <h3 className="grow">{t('reach')}</h3>
        {may.manage && (
          <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            {t('addHandle')}
          </Button>
        )}
      </div>
      {contact.handles.length === 0 && <p className="dim">{t('noHandles')}</p>}
      <ul className="plain-list">
        {contact.handles.map((handle) => (
          <HandleLine key={handle.id} handle={handle} onChanged={onChanged} />
        ))}
      </ul>
      {adding && <AddHandle contact={contact} onClose={() => setAdding(false)} onDone={onChanged} />}
    </section>
  );
}

const hrefOf = ({ kind, value }: Handle): string | undefined =>
  kind === 'email' ? `mailto:${encodeURIComponent(value)}` : kind === 'phone' ? `tel:${value}` : undefined;

function HandleLine({ handle, onChanged }: { handle: Handle; onChanged(next: Contact): void }) {
  const { t } = useTranslation('contacts');
  const may = useMayContacts();
  const sure = handle.strength === 'verified';
  const href = hrefOf(handle);
  return (
    <li className="contact-handle">
      <span className="contact-handle-kind dim">
        {t(handleNames[handle.kind])}
        {handle.use !== 'other' && ` · ${t(wordOfUse(handle.use))}`}
      </span>
      <span className="contact-handle-value">
        {href ? (
          <a className="link" href={href}>
            {handle.value}
          </a>
        ) : (
          <span title={handle.value}>{shownHandle(handle, t)}</span>
        )}{' '}
        <span className="mark contact-strength" data-sure={sure || undefined} title={t(sure ? 'verifiedHint' : 'claimedHint')}>
          {sure ? <IconCircleCheck size={12} /> : <IconCircleDashed size={12} />}
          {t(sure ? 'verified' : 'claimed')}
        </span>
      </span>
      <Told {...handle} />
      {may.manage && (
        <MenuButton
          label={t('handleActs', { value: handle.value })}
          size={28}
          items={<HandleActs handle={handle} onChanged={onChanged} />}
        >
          <IconDots size={16} />
        </MenuButton>
      )}
    </li>
  );
}

function HandleActs({ handle, onChanged }: { handle: Handle; onChanged(next: Contact): void }) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const { act } = useAct();
  const change = async (next: Partial<Pick<Handle, 'use' | 'strength'>>): Promise<void> => {
    const contact = await act(() => client.call('contacts.changeHandle', { handle: handle.id, ...next }));
    if (contact) onChanged(contact);
  };
  const remove = async (): Promise<void> => {
    const { kind, value, scope, use, strength } = handle;
    const contact = await act(() => client.call('contacts.removeHandle', { handle: handle.id }));
    if (!contact) return;
    onChanged(contact);
    const again = async (): Promise<void> => {
      const given = { contact: handle.contact, handle: { kind, value, scope, use, strength } };
      const next = await act(() => client.call('contacts.addHandle', given));
      if (next) onChanged(next);
    };
    toast({ kind: 'success', text: t('handleRemoved', { value }), action: { label: t('undo'), run: () => void again() } });
  };
  const sure = handle.strength === 'verified';
  return (
    <>
      <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => void copyText(handle.value, t('copied'))}>
        {t('copy')}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconShieldCheck size={16} />}
        onClick={() => void change({ strength: sure ? 'claimed' : 'verified' })}
      >
        {t(sure ? 'markClaimed' : 'markVerified')}
      </Menu.Item>
      {uses
        .filter((use) => use !== handle.use)
        .map((use) => (
          <Menu.Item key={use} onClick={() => void change({ use })}>
            {t('useAs', { use: t(wordOfUse(use)) })}
          </Menu.Item>
        ))}
      <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => void remove()}>
        {t('removeHandle')}
      </Menu.Item>
    </>
  );
}

const addable = ['phone', 'email', 'fax', 'wechat'] as const;

function AddHandle({ contact, onClose, onDone }: { contact: Contact; onClose(): void; onDone(next: Contact): void }) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const { act, busy } = useAct();
  const [kind, setKind] = useState<(typeof addable)[number]>('phone');
  const [value, setValue] = useState('');
  const [use, setUse] = useState<Handle['use']>('other');
  const [sure, setSure] = useState(false);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const handle = {
      kind,
      value,
      use,
      strength: sure ? ('verified' as const) : ('claimed' as const),
      scope: kind === 'wechat' ? 'id' : '',
    };
    const next = await act(() => client.call('contacts.addHandle', { contact: contact.id, handle }));
    if (!next) return;
    onDone(next);
    onClose();
  };
  return (
    <Dialog title={t('addHandleTitle', { name: contact.name })} onClose={onClose}>
      <form className="contact-form" onSubmit={(event) => void save(event)}>
        <Select
          label={t('handleKind')}
          allowDeselect={false}
          value={kind}
          onChange={(next) => setKind(addable.find((one) => one === next) ?? 'phone')}
          data={addable.map((one) => ({ value: one, label: t(one) }))}
        />
        <TextInput
          label={t('value')}
          data-autofocus
          required
          maxLength={320}
          value={value}
          onChange={(e) => setValue(e.currentTarget.value)}
        />
        <Select
          label={t('use')}
          allowDeselect={false}
          value={use}
          onChange={(next) => setUse(uses.find((one) => one === next) ?? 'other')}
          data={uses.map((one) => ({ value: one, label: t(wordOfUse(one)) }))}
        />
        <Switch
          label={t('verified')}
          description={t('verifiedHint')}
          checked={sure}
          onChange={(e) => setSure(e.currentTarget.checked)}
        />
        <SaveFoot onCancel={onClose} loading={busy} disabled={value.trim() === ''} />
      </form>
    </Dialog>
  );
}
